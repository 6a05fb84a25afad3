/* SPDX-License-Identifier: ISC */
#include "server/log.h"
#include "server/tap.h"

#ifdef HAVE_DNSTAP

#include <limits.h>
#include <netinet/in.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <fstrm.h>
#include <server/dnstap.pb-c.h>

#include "conf/addr.h"
#include "server/tapline.h"
#include "zones/version.h"

static const char	 content_type[] = "protobuf:dnstap.Dnstap";
static const char	 version[] = "mxd " MXD_VERSION;

/* Messages of one worker that may wait; a power of two, the most there is. */
#define QUEUE_ROOM	FSTRM_IOTHR_INPUT_QUEUE_SIZE_MAX

/* The queues of one writer order memory by barriers that ThreadSanitizer
   does not see; those with a lock do the same. */
#ifdef __SANITIZE_THREAD__
#define QUEUE_MODEL	FSTRM_IOTHR_QUEUE_MODEL_MPSC
#else
#define QUEUE_MODEL	FSTRM_IOTHR_QUEUE_MODEL_SPSC
#endif

/* Seconds from one try to connect to the next. */
#define CALL_AGAIN_S	2

/* A worker's way in.  Two cache lines, so that none is shared. */
struct lane {
	_Alignas(128) atomic_uint lost;	/* nobody listened */
	const struct tapline	*line;
	struct fstrm_iothr_queue *queue;
};

struct tap {
	unsigned		 refs;		/* the loader's */
	struct tapline		*line;
	struct fstrm_iothr	*io;
	struct lane		*lanes;		/* one for each worker */
	char			 host[HOST_NAME_MAX + 1];
};

static struct fstrm_writer *
make_writer(struct tapline *line)
{
	struct fstrm_writer_options	*options = fstrm_writer_options_init();
	struct fstrm_rdwr		*rdwr = tapline_rdwr(line);
	struct fstrm_writer		*writer = NULL;

	if (options != NULL && rdwr != NULL &&
	    fstrm_writer_options_add_content_type(options, content_type,
	    sizeof(content_type) - 1) == fstrm_res_success)
		writer = fstrm_writer_init(options, &rdwr);
	fstrm_rdwr_destroy(&rdwr);	/* unless it was taken */
	fstrm_writer_options_destroy(&options);
	return writer;
}

static int
start(struct tap *t, unsigned workers)
{
	struct fstrm_iothr_options	*options = fstrm_iothr_options_init();
	struct fstrm_writer		*writer = make_writer(t->line);
	unsigned			 w;

	if (options != NULL && writer != NULL &&
	    fstrm_iothr_options_set_num_input_queues(options, workers) ==
	    fstrm_res_success &&
	    fstrm_iothr_options_set_input_queue_size(options, QUEUE_ROOM) ==
	    fstrm_res_success &&
	    fstrm_iothr_options_set_queue_model(options, QUEUE_MODEL) ==
	    fstrm_res_success &&
	    fstrm_iothr_options_set_reopen_interval(options, CALL_AGAIN_S) ==
	    fstrm_res_success)
		t->io = fstrm_iothr_init(options, &writer);
	(void)fstrm_writer_destroy(&writer);	/* unless it was taken */
	fstrm_iothr_options_destroy(&options);
	if (t->io == NULL)
		return -1;
	for (w = 0; w < workers; w++) {
		t->lanes[w].line = t->line;
		t->lanes[w].queue = fstrm_iothr_get_input_queue_idx(t->io, w);
	}
	return 0;
}

static void
destroy(struct tap *t)
{
	if (t->line != NULL)
		tapline_hurry(t->line);
	if (t->io != NULL)
		fstrm_iothr_destroy(&t->io);	/* waits for its thread */
	tapline_free(t->line);
	free(t->lanes);
	free(t);
}

struct tap *
tap_new(const char *socket, unsigned workers)
{
	struct tap	*t;
	size_t		 size = workers * sizeof(struct lane);

	if ((t = calloc(1, sizeof(*t))) != NULL) {
		t->refs = 1;
		t->line = tapline_new(socket);
		t->lanes = aligned_alloc(_Alignof(struct lane), size);
		if (gethostname(t->host, sizeof(t->host) - 1) == -1)
			t->host[0] = '\0';
		if (t->lanes != NULL)
			memset(t->lanes, 0, size);
		if (t->line != NULL && t->lanes != NULL &&
		    start(t, workers) == 0)
			return t;
		destroy(t);
	}
	log_limited(LEVEL_ERROR, "dnstap: %s: out of memory; nothing is told "
	    "there", socket);
	return NULL;
}

struct tap *
tap_ref(struct tap *t)
{
	if (t != NULL)
		t->refs++;
	return t;
}

void
tap_unref(struct tap *t)
{
	if (t != NULL && --t->refs == 0)
		destroy(t);
}

/* In the thread of fstrm: it is done with a message, well or badly. */
static void
done(void *message, void *arg)
{
	struct lane	*lane = arg;

	if (!tapline_is_open(lane->line))
		atomic_fetch_add_explicit(&lane->lost, 1,
		    memory_order_relaxed);
	free(message);
}

/* Returns how many were lost: 0 or 1. */
static unsigned
submit(struct tap *t, struct lane *lane, const Dnstap__Dnstap *d)
{
	size_t	 len = dnstap__dnstap__get_packed_size(d);
	uint8_t	*message;

	if ((message = malloc(len)) == NULL)
		return 1;
	(void)dnstap__dnstap__pack(d, message);
	if (fstrm_iothr_submit(t->io, lane->queue, message, len, done, lane) ==
	    fstrm_res_success)
		return 0;
	free(message);
	return 1;
}

static ProtobufCBinaryData
octets(const void *data, size_t len)
{
	/* It is not written to; protobuf-c knows no const here. */
	return (ProtobufCBinaryData){.len = len,
	    .data = (uint8_t *)data};
}

static ProtobufCBinaryData
address(const struct sockaddr_storage *ss)
{
	const struct sockaddr_in	*in4 = (const void *)ss;
	const struct sockaddr_in6	*in6 = (const void *)ss;

	return ss->ss_family == AF_INET ?
	    octets(&in4->sin_addr, sizeof(in4->sin_addr)) :
	    octets(&in6->sin6_addr, sizeof(in6->sin6_addr));
}

static bool
is_known(const struct sockaddr_storage *ss)
{
	return ss->ss_family == AF_INET || ss->ss_family == AF_INET6;
}

/* What query and answer have in common. */
static void
set_common(Dnstap__Message *m, const struct sight *s)
{
	m->has_socket_protocol = true;
	m->socket_protocol = s->packet->transport == TRANSPORT_TCP ?
	    DNSTAP__SOCKET_PROTOCOL__TCP : DNSTAP__SOCKET_PROTOCOL__UDP;
	if (is_known(s->peer)) {
		m->has_socket_family = true;
		m->socket_family = s->peer->ss_family == AF_INET ?
		    DNSTAP__SOCKET_FAMILY__INET : DNSTAP__SOCKET_FAMILY__INET6;
		m->has_query_address = m->has_query_port = true;
		m->query_address = address(s->peer);
		m->query_port = addr_port(s->peer);
	}
	if (is_known(s->own)) {
		m->has_response_address = m->has_response_port = true;
		m->response_address = address(s->own);
		m->response_port = addr_port(s->own);
	}
	m->has_query_time_sec = m->has_query_time_nsec = true;
	m->query_time_sec = (uint64_t)s->came.tv_sec;
	m->query_time_nsec = (uint32_t)s->came.tv_nsec;
}

static void
turn_into_answer(Dnstap__Message *m, const struct sight *s)
{
	m->type = DNSTAP__MESSAGE__TYPE__AUTH_RESPONSE;
	m->has_query_message = false;
	m->has_response_time_sec = m->has_response_time_nsec = true;
	m->response_time_sec = (uint64_t)s->gone.tv_sec;
	m->response_time_nsec = (uint32_t)s->gone.tv_nsec;
	m->has_response_message = true;
	m->response_message = octets(s->packet->out, s->packet->out_len);
}

unsigned
tap_tell(struct tap *t, unsigned worker, const struct sight *s,
    const char *identity)
{
	Dnstap__Dnstap	 d = DNSTAP__DNSTAP__INIT;
	Dnstap__Message	 m = DNSTAP__MESSAGE__INIT;
	struct lane	*lane = &t->lanes[worker];
	unsigned	 lost = 0;

	if (identity == NULL)
		identity = t->host;
	d.has_identity = d.has_version = true;
	d.identity = octets(identity, strlen(identity));
	d.version = octets(version, sizeof(version) - 1);
	d.type = DNSTAP__DNSTAP__TYPE__MESSAGE;
	d.message = &m;
	m.type = DNSTAP__MESSAGE__TYPE__AUTH_QUERY;
	set_common(&m, s);
	m.has_query_message = true;
	m.query_message = octets(s->packet->in, s->packet->in_len);
	lost += submit(t, lane, &d);
	if (s->packet->out_len > 0) {
		turn_into_answer(&m, s);
		lost += submit(t, lane, &d);
	}
	if (atomic_load_explicit(&lane->lost, memory_order_relaxed) > 0)
		lost += atomic_exchange(&lane->lost, 0);
	return lost;
}

#else

struct tap *
tap_new(const char *socket, unsigned workers)
{
	(void)workers;
	/* Tried again with each snapshot. */
	log_limited(LEVEL_ERROR, "dnstap: %s: mxd was built without libfstrm "
	    "or libprotobuf-c; nothing is told there", socket);
	return NULL;
}

struct tap *
tap_ref(struct tap *t)
{
	return t;
}

void
tap_unref(struct tap *t)
{
	(void)t;
}

/* Never called: there is none. */
unsigned
tap_tell(struct tap *t, unsigned worker, const struct sight *s,
    const char *identity)
{
	(void)t;
	(void)worker;
	(void)s;
	(void)identity;
	return 0;
}

#endif
