#pragma once
#include <libssh2.h>
#include <openssl/crypto.h>

// As in CCurl: whichever of the two starts OpenSSL first has to say it.
static inline int sallyport_keep_openssl_at_exit_for_ssh(void) {
    return OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, NULL);
}
