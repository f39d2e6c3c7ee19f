#ifndef BASE_HINT_H
#define BASE_HINT_H

/**
 * DOC: Hints to the compiler
 *
 * RARELY: a function that few events come to: it is kept out of the way of
 * those that every event goes through.
 */
#define RARELY __attribute__((cold, noinline))

#endif
