#pragma once
#include <zlib.h>

// inflateInit is a macro with sizeof, which Swift can't import.
static inline int sallyport_inflate_init(z_stream *stream) {
    return inflateInit(stream);
}
