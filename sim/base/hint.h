#ifndef BASE_HINT_H
#define BASE_HINT_H

/**
 * DOC: Hints to the compiler
 *
 * STAGE: a function that most events go through: what it calls, and is not a
 * stage of its own or rare, becomes part of it. RARELY: one that few events
 * come to: it is kept out of the way.
 */
#define STAGE  __attribute__((flatten, noinline))
#define RARELY __attribute__((cold, noinline))

#endif
