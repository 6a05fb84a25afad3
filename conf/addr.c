/* SPDX-License-Identifier: ISC */
#include "conf/addr.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "zones/text.h"

static struct sockaddr_in *
as_v4(struct sockaddr_storage *ss)
{
	return (struct sockaddr_in *)ss;
}

static struct sockaddr_in6 *
as_v6(struct sockaddr_storage *ss)
{
	return (struct sockaddr_in6 *)ss;
}

static const struct sockaddr_in *
as_const_v4(const struct sockaddr_storage *ss)
{
	return (const struct sockaddr_in *)ss;
}

static const struct sockaddr_in6 *
as_const_v6(const struct sockaddr_storage *ss)
{
	return (const struct sockaddr_in6 *)ss;
}

bool
addr_is_meant(const char *text, size_t len)
{
	bool	has_dot = false;
	size_t	i;

	if (len == 0)
		return false;
	if (memchr(text, ':', len) != NULL)
		return true;
	for (i = 0; i < len; i++) {
		if (text[i] == '.')
			has_dot = true;
		/* '@', '/': a port or a mask in the manner of others. */
		else if (strchr("0123456789@/", text[i]) == NULL)
			return false;
	}
	return has_dot;
}

/* As far as the text of an address may be wrong in a known way. */
static const char *
explain(const char *text, size_t len)
{
	if (text[0] == '[' || memchr(text, '@', len) != NULL)
		return "is not an address; a port is written as in "
		    "\"::1 port 5300\"";
	if (memchr(text, '/', len) != NULL)
		return "is a network, not an address";
	if (memchr(text, '.', len) != NULL && memchr(text, ':', len) != NULL)
		return "is not an address; a port is written as in "
		    "\"127.0.0.1 port 5300\"";
	return "is not a well-formed address";
}

static int
fail(const char **why, const char *text)
{
	*why = text;
	return -1;
}

static bool
is_digits(const char *text, size_t len)
{
	size_t	i;

	for (i = 0; i < len; i++)
		if (text[i] < '0' || text[i] > '9')
			return false;
	return true;
}

/* What stands behind '%': a number, or a name for others to look up. */
static int
read_scope(struct sockaddr_in6 *sin6, const char *text, size_t len,
    char scope[IF_NAMESIZE], const char **why)
{
	uint64_t	v;

	if (!IN6_IS_ADDR_LINKLOCAL(&sin6->sin6_addr))
		return fail(why, "has an interface behind '%', which only "
		    "link-local addresses (fe80::/10) have");
	if (text_number(text, len, UINT32_MAX, &v) == 0 && v != 0) {
		sin6->sin6_scope_id = (uint32_t)v;
		return 0;
	}
	if (!addr_is_interface(text, len) || is_digits(text, len))
		return fail(why, "has no name or number of an interface "
		    "behind '%'");
	memcpy(scope, text, len);
	scope[len] = '\0';
	return 0;
}

static int
check_v4(const struct sockaddr_in *sin, const char **why)
{
	in_addr_t	host = ntohl(sin->sin_addr.s_addr);

	if (IN_MULTICAST(host))
		return fail(why, "is a multicast address");
	if (host == INADDR_BROADCAST)
		return fail(why, "is the broadcast address");
	return 0;
}

static int
check_v6(const struct sockaddr_in6 *sin6, bool has_scope, const char **why)
{
	if (IN6_IS_ADDR_MULTICAST(&sin6->sin6_addr))
		return fail(why, "is a multicast address");
	if (IN6_IS_ADDR_V4MAPPED(&sin6->sin6_addr))
		return fail(why, "is an IPv4 address in IPv6 clothes; write "
		    "it as 192.0.2.1");
	if (IN6_IS_ADDR_LINKLOCAL(&sin6->sin6_addr) && !has_scope)
		return fail(why, "is link-local and needs its interface, as "
		    "in fe80::1%eth0");
	return 0;
}

int
addr_from_text(const char *text, size_t len, struct sockaddr_storage *ss,
    char scope[IF_NAMESIZE], const char **why)
{
	const char		*percent = memchr(text, '%', len);
	size_t			 bare_len = len;
	char			 bare[INET6_ADDRSTRLEN];

	memset(ss, 0, sizeof(*ss));
	scope[0] = '\0';
	if (percent != NULL)
		bare_len = (size_t)(percent - text);
	if (bare_len == 0 || bare_len >= sizeof(bare) ||
	    memchr(text, '\0', bare_len) != NULL)
		return fail(why, "is not a well-formed address");
	memcpy(bare, text, bare_len);
	bare[bare_len] = '\0';
	if (percent == NULL &&
	    inet_pton(AF_INET, bare, &as_v4(ss)->sin_addr) == 1) {
		ss->ss_family = AF_INET;
		return check_v4(as_v4(ss), why);
	}
	if (inet_pton(AF_INET6, bare, &as_v6(ss)->sin6_addr) != 1)
		return fail(why, explain(text, len));
	ss->ss_family = AF_INET6;
	if (check_v6(as_v6(ss), percent != NULL, why) == -1)
		return -1;
	if (percent == NULL)
		return 0;
	return read_scope(as_v6(ss), percent + 1, len - bare_len - 1, scope,
	    why);
}

char *
addr_to_text(const struct sockaddr_storage *ss, const char *scope,
    char buf[ADDR_TEXT_MAX])
{
	const struct sockaddr_in6	*sin6 = as_const_v6(ss);
	size_t				 len;

	/* Neither can fail: the family is known and buf is large enough. */
	if (ss->ss_family == AF_INET) {
		(void)inet_ntop(AF_INET, &as_const_v4(ss)->sin_addr, buf,
		    ADDR_TEXT_MAX);
		return buf;
	}
	(void)inet_ntop(AF_INET6, &sin6->sin6_addr, buf, ADDR_TEXT_MAX);
	len = strlen(buf);
	if (scope != NULL && scope[0] != '\0')
		(void)snprintf(buf + len, ADDR_TEXT_MAX - len, "%%%s", scope);
	else if (sin6->sin6_scope_id != 0)
		(void)snprintf(buf + len, ADDR_TEXT_MAX - len, "%%%u",
		    sin6->sin6_scope_id);
	return buf;
}

socklen_t
addr_len(const struct sockaddr_storage *ss)
{
	return ss->ss_family == AF_INET ? sizeof(struct sockaddr_in) :
	    sizeof(struct sockaddr_in6);
}

uint16_t
addr_port(const struct sockaddr_storage *ss)
{
	return ntohs(ss->ss_family == AF_INET ? as_const_v4(ss)->sin_port :
	    as_const_v6(ss)->sin6_port);
}

void
addr_set_port(struct sockaddr_storage *ss, uint16_t port)
{
	if (ss->ss_family == AF_INET)
		as_v4(ss)->sin_port = htons(port);
	else
		as_v6(ss)->sin6_port = htons(port);
}

bool
addr_equal(const struct sockaddr_storage *a, const struct sockaddr_storage *b)
{
	const struct sockaddr_in6	*a6 = as_const_v6(a);
	const struct sockaddr_in6	*b6 = as_const_v6(b);

	if (a->ss_family != b->ss_family || addr_port(a) != addr_port(b))
		return false;
	if (a->ss_family == AF_INET)
		return as_const_v4(a)->sin_addr.s_addr ==
		    as_const_v4(b)->sin_addr.s_addr;
	return a6->sin6_scope_id == b6->sin6_scope_id &&
	    memcmp(&a6->sin6_addr, &b6->sin6_addr, sizeof(a6->sin6_addr)) == 0;
}

bool
addr_is_wildcard(const struct sockaddr_storage *ss)
{
	if (ss->ss_family == AF_INET)
		return as_const_v4(ss)->sin_addr.s_addr == htonl(INADDR_ANY);
	return IN6_IS_ADDR_UNSPECIFIED(&as_const_v6(ss)->sin6_addr);
}

static bool
is_interface_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') ||
	    (c != '\0' && strchr(".-_@+", c) != NULL);
}

bool
addr_is_interface(const char *text, size_t len)
{
	size_t	i;

	if (len == 0 || len >= IF_NAMESIZE)
		return false;
	if (text[0] == '.' && (len == 1 || (len == 2 && text[1] == '.')))
		return false;
	for (i = 0; i < len; i++)
		if (!is_interface_char(text[i]))
			return false;
	return true;
}
