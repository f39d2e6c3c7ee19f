#ifndef HOST_MACHINE_H
#define HOST_MACHINE_H

#include "base/field.h"

/* clang-format off */
#define MACHINE_FIELDS(F)                                                      \
F(TEXT,     "machine.title",        title,               0, 0, NULL,           \
  "what it is, in a few words")                                                \
F(BYTES,    "machine.memory",       memory_bytes,        1 << 20, 1e15, NULL,  \
  "main memory")                                                               \
F(INT,      "machine.cpus",         cpus_n,              1, 65536, NULL,       \
  "CPUs; where cpu.segment is above 0 a host works with one")                  \
F(DURATION, "connect.base",         connect_base_ns,     0, NS_PER_S, NULL,    \
  "CPU time of connect() when the first port tried is free")                   \
F(DURATION, "connect.probe",        connect_probe_ns,    0, NS_PER_MS, NULL,   \
  "CPU time of each further port tried")                                       \
F(DURATION, "cpu.segment",          cpu_segment_ns,      0, NS_PER_S, NULL,    \
  "CPU time of a segment, in or out; 0: a host does all at once")              \
F(DURATION, "cpu.list-step",        cpu_list_step_ns,    0, NS_PER_S, NULL,    \
  "CPU time of each entry compared, where a stack looks in a list (demux.order)") \
F(DURATION, "cpu.connection",       cpu_connection_ns,   0, NS_PER_S, NULL,    \
  "CPU time of the server's application for a connection")                     \
F(DURATION, "cpu.kilobyte",         cpu_kilobyte_ns,     0, NS_PER_S, NULL,    \
  "CPU time of the server's application for each 1024 octets that it sends")    \
F(INT,      "limits.tasks",         tasks_max,           0, 1e9, NULL,         \
  "processes and threads of a host; 0: no limit")                              \
F(INT,      "limits.descriptors",   descriptors_max,     0, 1e9, NULL,         \
  "open files of a process; 0: no limit")                                      \
F(BYTES,    "limits.tcp-memory",    tcp_memory_bytes,    0, 1e15, NULL,         \
  "pages that the buffers of all sockets of a host may count; 0: no limit")    \
F(BYTES,    "server.process",       process_bytes,       0, 4e9, NULL,         \
  "kernel memory of an idle child process")                                    \
F(BYTES,    "server.thread",        thread_bytes,        0, 4e9, NULL,         \
  "memory of an idle thread")                                                  \
F(BYTES,    "server.event-entry",   event_entry_bytes,   0, 4e9, NULL,         \
  "memory of an entry of an event loop")                                       \
F(DURATION, "server.process-time",  process_ns,          0, NS_PER_S, NULL,    \
  "CPU time of a connection that a process of its own serves; 0: not known")    \
F(DURATION, "server.thread-time",   thread_ns,           0, NS_PER_S, NULL,    \
  "CPU time of a connection that a thread of its own serves; 0: not known")     \
F(DURATION, "server.pool-time",     pool_ns,             0, NS_PER_S, NULL,    \
  "CPU time of a connection that an asynchronous pool serves; 0: not known")    \
F(DURATION, "server.event-time",    event_ns,            0, NS_PER_S, NULL,    \
  "CPU time of a connection that an event loop serves; 0: not known")
/* clang-format on */

/**
 * struct machine - The hardware and what calls cost on it
 * @name:	Of the model, "cloud-vm"
 * @unverified_n: Values whose source is UNVERIFIED
 *
 * The other members are MACHINE_FIELDS; loaded from models/machines/NAME.ini.
 */
struct machine {
	char name[FIELD_TEXT_SIZE];
	uint32_t unverified_n;
	MACHINE_FIELDS(FIELD_MEMBER)
};

/** machine_rows() - The settings of a machine; @rows_n out: how many */
const struct field *machine_rows(size_t *rows_n);

#endif
