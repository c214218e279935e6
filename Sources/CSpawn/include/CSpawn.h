// Starting processes, with what only GNU's declarations have.
#ifndef SALLYPORT_CSPAWN_H
#define SALLYPORT_CSPAWN_H

#include <sys/types.h>

typedef struct {
    const char *path;
    char *const *arguments;
    char *const *environment;
    /// The folder that the process starts in.
    const char *directory;
    /// What becomes its descriptors 0, 1 and 2; it has no others.
    int input;
    int output;
    int error;
    /// Bytes of address space, open descriptors, bytes of a file that it writes.
    unsigned long long memory;
    unsigned long long descriptors;
    unsigned long long fileBytes;
} sallyport_spawn_request;

/// Starts a process in a group of its own, with every signal as a fresh process has it. Returns 0 or an errno.
int sallyport_spawn(const sallyport_spawn_request *request, pid_t *identifier);

/// Makes a pipe whose ends no other process inherits. Returns 0 or an errno.
int sallyport_pipe(int *readEnd, int *writeEnd);

/// Waits until the process has ended, and leaves its identifier taken.
void sallyport_wait_for_end(pid_t identifier);

/// Gives the identifier of an ended process back. Returns its exit status, or 256 and the signal that ended it.
int sallyport_reap(pid_t identifier);

#endif
