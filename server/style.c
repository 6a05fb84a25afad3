/* SPDX-License-Identifier: ISC */
#include "server/style.h"

#include <stdio.h>
#include <string.h>

#include <openssl/evp.h>

/*
 * Contrast of text is 4.5 at least on either ground, and nothing is said by
 * colour alone.
 */
const char	style_sheet[] =
    ":root{color-scheme:light dark;--ground:#f4f5f6;--card:#fff;"
    "--text:#1c2024;--soft:#59616a;--line:#dde1e5;--track:#e9ecef;"
    "--main:#0b62c4;--fill:#d6e6f8;--ok:#17703a;--warn:#8a5300;--bad:#b3261e}"
    "\n"
    "@media(prefers-color-scheme:dark){:root{--ground:#121518;--card:#1b1f23;"
    "--text:#e4e7ea;--soft:#a3abb3;--line:#30373e;--track:#2a3037;"
    "--main:#74b6ff;--fill:#1f3a57;--ok:#63c98a;--warn:#e8b04b;--bad:#ff8f85}"
    "}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0;background:var(--ground);color:var(--text);"
    "font:16px/1.5 system-ui,-apple-system,\"Segoe UI\",\"Noto Sans\","
    "\"DejaVu Sans\",sans-serif;overflow-wrap:break-word}\n"
    "header,main,footer{max-width:68rem;margin:0 auto;padding:0 1rem}\n"
    "header{padding-top:1.5rem}\n"
    "main{display:grid;gap:1rem;grid-template-columns:minmax(0,1fr)}\n"
    "footer{padding-top:1rem;padding-bottom:2rem;color:var(--soft);"
    "font-size:.875rem}\n"
    "h1{font-size:1.5rem;line-height:1.25;margin:0;font-weight:650}\n"
    "h2{font-size:1.0625rem;margin:0 0 .75rem;font-weight:650}\n"
    "h3{font-size:1rem;margin:0;font-weight:650}\n"
    "header p{margin:.25rem 0}\n"
    ".verdict{font-weight:600}\n"
    ".soft,.none,small,.axis,figcaption{color:var(--soft)}\n"
    ".none{margin:0 0 .5rem}\n"
    "a{color:var(--main)}\n"
    "a:focus-visible{outline:2px solid var(--main);outline-offset:2px}\n"
    "code{font:.9em ui-monospace,\"DejaVu Sans Mono\",monospace}\n"
    "section,.tile{background:var(--card);border:1px solid var(--line);"
    "border-radius:.5rem;padding:1rem}\n"
    ".tiles{display:grid;gap:1rem;margin:1rem 0 0;padding:0;"
    "grid-template-columns:repeat(6,minmax(0,1fr))}\n"
    /* Six in a row, or three in each of two: none stands alone. */
    "@media(max-width:64rem){.tiles{grid-template-columns:"
    "repeat(3,minmax(0,1fr))}}\n"
    ".tile{display:flex;flex-direction:column;margin:0}\n"
    ".tile dt{color:var(--soft);font-size:.875rem}\n"
    ".tile dd{margin:0}\n"
    ".tile .value{font-size:1.5rem;line-height:1.35;font-weight:600;"
    "white-space:nowrap;font-variant-numeric:tabular-nums}\n"
    ".tile .more{color:var(--soft);font-size:.8125rem;line-height:1.35}\n"
    ".ok{color:var(--ok)}.warn{color:var(--warn)}.bad{color:var(--bad)}\n"
    "figure{margin:0;display:grid;grid-template-columns:auto minmax(0,1fr);"
    "column-gap:.5rem}\n"
    "figcaption{grid-column:1/-1;margin:-.5rem 0 .75rem}\n"
    ".axis{font-size:.8125rem;line-height:1;"
    "font-variant-numeric:tabular-nums;display:flex;"
    "justify-content:space-between}\n"
    ".y{flex-direction:column;text-align:right;margin:-.4rem 0}\n"
    ".x{grid-column:2;margin-top:.5rem}\n"
    ".chart{width:100%;height:11rem;display:block;overflow:visible}\n"
    ".chart path{vector-effect:non-scaling-stroke}\n"
    ".chart .grid{stroke:var(--line);fill:none}\n"
    ".chart .area{fill:var(--fill)}\n"
    ".chart .line{stroke:var(--main);stroke-width:1.5;fill:none;"
    "stroke-linejoin:round}\n"
    ".two{display:grid;gap:1rem;grid-template-columns:repeat(auto-fit,"
    "minmax(min(20rem,100%),1fr));align-items:start}\n"
    "table{border-collapse:collapse;width:100%}\n"
    "th,td{padding:.375rem 1rem .375rem 0;text-align:left;"
    "vertical-align:baseline;font-weight:400}\n"
    "th:last-child,td:last-child{padding-right:0}\n"
    "thead th{color:var(--soft);font-size:.8125rem;padding-top:0}\n"
    "tbody th,h1,h3,li,small,header p{overflow-wrap:anywhere}\n"
    "tbody tr{border-top:1px solid var(--line)}\n"
    ".num,.share{text-align:right;white-space:nowrap;"
    "font-variant-numeric:tabular-nums}\n"
    ".state{white-space:nowrap;font-weight:600}\n"
    ".name{font-weight:600}\n"
    ".path{display:block;line-height:1.3}\n"
    ".mix th{width:7rem;white-space:nowrap}.mix .num{width:4.5rem}\n"
    ".bars td:last-child{width:45%}\n"
    ".bars .share{display:block;text-align:left;font-size:.875rem}\n"
    ".bar{display:block;width:100%;height:.5rem;border-radius:.25rem;"
    "background:var(--track)}\n"
    ".bar rect{fill:var(--main)}\n"
    "article+article{margin-top:1.25rem}\n"
    "article ul{list-style:none;margin:.25rem 0 0;padding:0}\n"
    "article li{padding:.375rem 0;border-top:1px solid var(--line)}\n"
    "article li:first-child{border-top:0}\n"
    ".sev{font-weight:600}\n"
    "article li p{margin:0}\n"
    "article li .cure{margin:.25rem 0 0;padding-left:.75rem;"
    "border-left:3px solid var(--track)}\n"
    "@media(max-width:34rem){body{font-size:15px}th,td{padding-right:.5rem}"
    ".bars td:last-child{width:30%}"
    /* A zone is a block of lines there, each of which says what it is. */
    ".zones thead{position:absolute;clip-path:inset(50%)}.zones tr{"
    "display:grid;grid-template-columns:4.75rem minmax(0,1fr);"
    "padding:.5rem 0}.zones td,.zones th{padding:0;text-align:left;"
    "grid-column:2}.zones .state{grid-column:1;grid-row:1}"
    ".zones .num::before{content:\"serial \"}.zones td:last-child::before{"
    "content:\"findings: \"}.tiles{grid-template-columns:1fr 1fr;gap:.5rem}"
    ".tile{padding:.75rem}.chart{height:8rem}}\n"
    "@media print{section,.tile{break-inside:avoid}}\n";

/* SHA-256 as CSP wants it: in base64, of 32 octets. */
#define DIGEST_TEXT_MAX	48

static int
make_digest(char text[DIGEST_TEXT_MAX])
{
	unsigned char	 digest[EVP_MAX_MD_SIZE];
	unsigned	 len;

	if (EVP_Digest(style_sheet, strlen(style_sheet), digest, &len,
	    EVP_sha256(), NULL) != 1)
		return -1;
	(void)EVP_EncodeBlock((unsigned char *)text, digest, (int)len);
	return 0;
}

int
style_policy(char policy[STYLE_POLICY_MAX])
{
	char	 digest[DIGEST_TEXT_MAX];

	if (make_digest(digest) == -1)
		return -1;
	(void)snprintf(policy, STYLE_POLICY_MAX, "default-src 'none'; "
	    "style-src 'sha256-%s'; img-src data:; base-uri 'none'; "
	    "form-action 'none'; frame-ancestors 'none'", digest);
	return 0;
}
