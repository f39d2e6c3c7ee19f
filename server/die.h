#ifndef SERVER_DIE_H
#define SERVER_DIE_H

/** Exit codes of the programs of the real side, as twsim's. */
enum die_status {
	DIE_DIFFER = 1,	 /* a comparison failed */
	DIE_USAGE = 2,	 /* bad option or value */
	DIE_RUNTIME = 3, /* the host refuses something that is needed */
	DIE_SKIP = 77,	 /* no network namespaces here: nothing was tried */
};

/**
 * die() - One line on stderr, with the program's name, and the end
 * @status:	Exit code
 */
_Noreturn void die(enum die_status status, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/** die_errno() - The same, with the meaning of errno after a colon */
_Noreturn void die_errno(enum die_status status, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
