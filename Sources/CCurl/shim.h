#pragma once
#include <curl/curl.h>

// Swift doesn't import variadic functions: one wrapper for each kind of argument.
static inline CURLcode sallyport_curl_setopt_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode sallyport_curl_setopt_pointer(CURL *handle, CURLoption option, const void *value) {
    return curl_easy_setopt(handle, option, value);
}
