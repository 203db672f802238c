import { DomainError } from '../../schema/kernel/domain-error.js';
import { isUuid } from '../../schema/kernel/identity.js';

const CERTIFICATE_NUMBER = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const CLIENT_REQUEST_ID = /^[\x20-\x7e]{1,200}$/;

/** What is in a path is checked before it goes on: it becomes part of a path again, in a call to the subgraph. */
export function identifierOf(text: string): string {
  if (!isUuid(text)) throw new DomainError('NOT_FOUND');
  return text.toLowerCase();
}

export function certificateNumberOf(text: string): string {
  if (!CERTIFICATE_NUMBER.test(text)) throw new DomainError('NOT_FOUND');
  return text;
}

/** The one query parameter of an upload, exactly once. */
export function clientRequestIdOf(query: unknown): string {
  const value = (query as Record<string, unknown>).clientRequestId;
  if (typeof value === 'string' && CLIENT_REQUEST_ID.test(value)) return value;
  throw new DomainError('BAD_USER_INPUT', {
    message: 'The query parameter clientRequestId is needed once: 1 to 200 printable ASCII characters.',
    messageIt: 'Il parametro clientRequestId è obbligatorio, una sola volta: da 1 a 200 caratteri ASCII stampabili.',
    details: { field: 'clientRequestId' },
  });
}

/** Headers of a file answer that go on to the client; a handler cannot set cookies or redirect. */
const PASSED_HEADERS = ['content-type', 'content-length', 'retry-after', 'deprecation', 'sunset', 'link'];
const ATTACHMENT = /^attachment; filename="[A-Za-z0-9][A-Za-z0-9._-]{0,127}"$/;

/** The headers of a download: never kept by a cache, never shown inside a page, never under an odd name. */
export function safeHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const passed = Object.fromEntries(
    PASSED_HEADERS.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])),
  ) as Record<string, string>;
  const disposition = headers['content-disposition'];
  return {
    ...passed,
    ...(disposition !== undefined && {
      'content-disposition': ATTACHMENT.test(disposition) ? disposition : 'attachment',
    }),
    'cache-control': 'private, no-store',
  };
}
