#pragma once
#include <curl/curl.h>
#include <openssl/crypto.h>
#include <sys/eventfd.h>

// exit() would otherwise run OpenSSL's clean-up beside threads that are still ending, whose own clean-up then
// reads what was freed. Counts only before anything else starts OpenSSL, and again changes nothing.
static inline int sallyport_keep_openssl_at_exit(void) {
    return OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, NULL);
}

// Swift doesn't import variadic functions: one wrapper for each kind of argument.

typedef size_t (*sallyport_curl_data_callback)(char *bytes, size_t size, size_t count, void *context);
typedef curl_socket_t (*sallyport_curl_socket_callback)(
    void *context, curlsocktype purpose, struct curl_sockaddr *address);

static inline CURLcode sallyport_curl_setopt_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode sallyport_curl_setopt_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode sallyport_curl_setopt_pointer(CURL *handle, CURLoption option, const void *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode sallyport_curl_setopt_data(
    CURL *handle, CURLoption option, sallyport_curl_data_callback value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode sallyport_curl_setopt_socket(
    CURL *handle, CURLoption option, sallyport_curl_socket_callback value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode sallyport_curl_getinfo_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}
static inline CURLcode sallyport_curl_getinfo_pointer(CURL *handle, CURLINFO info, void **value) {
    return curl_easy_getinfo(handle, info, value);
}
static inline CURLMcode sallyport_curl_multi_setopt_long(CURLM *handle, CURLMoption option, long value) {
    return curl_multi_setopt(handle, option, value);
}
static inline CURLMcode sallyport_curl_multi_setopt_socket(
    CURLM *handle, curl_socket_callback value, void *context) {
    CURLMcode code = curl_multi_setopt(handle, CURLMOPT_SOCKETDATA, context);
    return code == CURLM_OK ? curl_multi_setopt(handle, CURLMOPT_SOCKETFUNCTION, value) : code;
}
static inline CURLMcode sallyport_curl_multi_setopt_timer(
    CURLM *handle, curl_multi_timer_callback value, void *context) {
    CURLMcode code = curl_multi_setopt(handle, CURLMOPT_TIMERDATA, context);
    return code == CURLM_OK ? curl_multi_setopt(handle, CURLMOPT_TIMERFUNCTION, value) : code;
}
// The result is a union in a struct, which is easier to read here.
static inline CURLcode sallyport_curl_message_result(const CURLMsg *message) { return message->data.result; }
