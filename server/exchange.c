#include "exchange.h"

#include "load.h"

static void enter(struct exchange *exchange, enum exchange_state state)
{
	exchange->state = state;
	exchange->done_bytes = 0;
}

static void enter_end(struct exchange *exchange,
		      const struct load_options *options)
{
	if (options->closer == LOAD_CLOSE_SERVER)
		enter(exchange, EXCHANGE_FOLLOWS);
	else
		enter(exchange,
		      options->hold_ns > 0 ? EXCHANGE_HOLDS : EXCHANGE_CLOSES);
}

void exchange_begin(struct exchange *exchange,
		    const struct load_options *options)
{
	*exchange = (struct exchange){.state = EXCHANGE_READS};
	if (options->answer_bytes == 0)
		enter_end(exchange, options);
}

size_t exchange_wants(const struct exchange *exchange,
		      const struct load_options *options)
{
	switch (exchange->state) {
	case EXCHANGE_READS:
		return (size_t)options->answer_bytes - exchange->done_bytes;
	case EXCHANGE_ASKS:
		return (size_t)options->request_bytes - exchange->done_bytes;
	case EXCHANGE_HOLDS:
	case EXCHANGE_FOLLOWS:
	case EXCHANGE_CLOSES:
	case EXCHANGE_BAD:
		break;
	}
	return 1;
}

static void read_answer(struct exchange *exchange,
			const struct load_options *options, const char *data,
			size_t size)
{
	exchange->done_bytes += (uint32_t)size;
	if (exchange->done_bytes < options->answer_bytes)
		return;
	if (data[size - 1] != '\n') {
		enter(exchange, EXCHANGE_BAD);
		return;
	}
	exchange->answers_n++;
	if (exchange->answers_n < options->requests_n)
		enter(exchange, EXCHANGE_ASKS);
	else
		enter_end(exchange, options);
}

void exchange_read(struct exchange *exchange,
		   const struct load_options *options, const char *data,
		   size_t size)
{
	if (exchange->state == EXCHANGE_READS && size > 0)
		read_answer(exchange, options, data, size);
	else if (exchange->state == EXCHANGE_READS || size > 0)
		enter(exchange, EXCHANGE_BAD);
	else
		enter(exchange, EXCHANGE_CLOSES);
}

void exchange_sent(struct exchange *exchange,
		   const struct load_options *options, size_t size)
{
	exchange->done_bytes += (uint32_t)size;
	if (exchange->done_bytes >= options->request_bytes)
		enter(exchange, EXCHANGE_READS);
}
