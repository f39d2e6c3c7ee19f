#ifndef SERVER_CHILD_H
#define SERVER_CHILD_H

#include <stddef.h>
#include <sys/types.h>

/**
 * DOC: Children that do not outlive their parent
 *
 * A child gets SIGKILL when its parent dies, however that died. With the last
 * of them go the namespaces they were in: nothing is left to clean up.
 */

#define CHILD_WORDS_MAX 64
#define CHILD_WORD_SIZE 256

/** struct child_words - A command line under construction */
struct child_words {
	size_t n;
	char word[CHILD_WORDS_MAX][CHILD_WORD_SIZE];
};

/** child_word() - Add a word; a bug if it does not fit */
void child_word(struct child_words *words, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/**
 * child_start_or_die() - Run a program
 * @words:	The first one is its path
 * @netns:	Namespace it runs in; -1: that of the parent
 * @out:	Its stdout; -1: that of the parent
 * @kept:	A descriptor it inherits under the same number; -1: none
 */
pid_t child_start_or_die(const struct child_words *words, int netns, int out,
			 int kept);

/** child_tie() - Have this process killed when @parent dies */
void child_tie(pid_t parent);

/**
 * child_fork_or_die() - Go on in a child as well
 *
 * Return:	its process; 0: this is the child, tied to its parent until it
 *		enters a user namespace
 */
pid_t child_fork_or_die(void);

/**
 * child_wait() - Wait for the end of a child
 *
 * Return:	its exit code; 128 and the signal if it was killed
 */
int child_wait(pid_t child);

/**
 * child_program() - Find a program of ours
 * @name:	"tw-load"
 * @also:	Another place, from the folder of the running program; or NULL
 * @buf:	Out: a path, or @name itself if it is found nowhere near
 */
void child_program(const char *name, const char *also, char *buf, size_t size);

/**
 * child_twsim() - Find the simulator
 * @given:	On the command line; NULL: $TWSIM, or as child_program()
 */
void child_twsim(const char *given, char *buf, size_t size);

#endif
