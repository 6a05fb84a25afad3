/* SPDX-License-Identifier: ISC */
#ifndef MXD_SANITIZED_H
#define MXD_SANITIZED_H

/*
 * Is this a build of -fsanitize=address or thread?  Their libraries read
 * /proc, write reports, and look for leaks with ptrace(2), which is more than
 * mxd itself is permitted.
 */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define IS_SANITIZED	1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define IS_SANITIZED	1
#endif
#endif
#ifndef IS_SANITIZED
#define IS_SANITIZED	0
#endif

#endif
