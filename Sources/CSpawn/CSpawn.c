#define _GNU_SOURCE
#include "CSpawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static int prepare_attributes(posix_spawnattr_t *attributes) {
    sigset_t none, usual;
    sigemptyset(&none);
    sigemptyset(&usual);
    // A signal that this process ignores would stay ignored over there.
    const int signals[] = {SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGCHLD, SIGUSR1, SIGUSR2, SIGALRM};
    for (unsigned index = 0; index < sizeof signals / sizeof signals[0]; index++) sigaddset(&usual, signals[index]);
    int failed = posix_spawnattr_setsigmask(attributes, &none);
    if (!failed) failed = posix_spawnattr_setsigdefault(attributes, &usual);
    if (!failed) failed = posix_spawnattr_setpgroup(attributes, 0);
    if (!failed)
        failed = posix_spawnattr_setflags(
            attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    return failed;
}

static int prepare_actions(posix_spawn_file_actions_t *actions, const sallyport_spawn_request *request) {
    int failed = posix_spawn_file_actions_adddup2(actions, request->input, 0);
    if (!failed) failed = posix_spawn_file_actions_adddup2(actions, request->output, 1);
    if (!failed) failed = posix_spawn_file_actions_adddup2(actions, request->error, 2);
    if (!failed) failed = posix_spawn_file_actions_addclosefrom_np(actions, 3);
    if (!failed) failed = posix_spawn_file_actions_addchdir_np(actions, request->directory);
    return failed;
}

static void limit(pid_t identifier, int resource, unsigned long long most) {
    struct rlimit value = {.rlim_cur = most, .rlim_max = most};
    // It can fail only for a process that is gone, or for more than this process has itself.
    (void)prlimit(identifier, (enum __rlimit_resource)resource, &value, NULL);
}

int sallyport_spawn(const sallyport_spawn_request *request, pid_t *identifier) {
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t actions;
    int failed = posix_spawnattr_init(&attributes);
    if (failed) return failed;
    failed = posix_spawn_file_actions_init(&actions);
    if (failed) {
        posix_spawnattr_destroy(&attributes);
        return failed;
    }
    failed = prepare_attributes(&attributes);
    if (!failed) failed = prepare_actions(&actions, request);
    if (!failed)
        failed = posix_spawn(
            identifier, request->path, &actions, &attributes, request->arguments, request->environment);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (failed) return failed;
    limit(*identifier, RLIMIT_AS, request->memory);
    limit(*identifier, RLIMIT_NOFILE, request->descriptors);
    limit(*identifier, RLIMIT_FSIZE, request->fileBytes);
    limit(*identifier, RLIMIT_CORE, 0);
    return 0;
}

int sallyport_pipe(int *readEnd, int *writeEnd) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return errno;
    *readEnd = ends[0];
    *writeEnd = ends[1];
    return 0;
}

void sallyport_wait_for_end(pid_t identifier) {
    siginfo_t information;
    while (waitid(P_PID, (id_t)identifier, &information, WEXITED | WNOWAIT) != 0 && errno == EINTR) {}
}

int sallyport_reap(pid_t identifier) {
    int status = 0;
    while (waitpid(identifier, &status, 0) < 0) {
        if (errno != EINTR) return -1;
    }
    return WIFSIGNALED(status) ? 256 + WTERMSIG(status) : WEXITSTATUS(status);
}
