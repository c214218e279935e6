#ifndef C_ALLOCATIONS_H
#define C_ALLOCATIONS_H

/// How often this process has allocated memory so far.
long allocations_so_far(void);

#endif
