#ifndef RUN_VERSION_H
#define RUN_VERSION_H

/** version_text - Of all programs, "0.1.0" */
extern const char version_text[];

#endif
