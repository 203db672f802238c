import type { ChannelRouting } from '../../../legacy-adapter/index.js';
import { LEAST_SIGN_IN_LEVEL } from '../../../schema/access.js';
import type { Database } from '../../../schema/kernel/database.js';
import { deprecationHeaders } from '../../../schema/kernel/deprecation-headers.rules.js';
import { DomainError } from '../../../schema/kernel/domain-error.js';
import type { FileRequest, FileResponse } from '../../../schema/kernel/file-exchange.js';
import { contactBodies } from '../../shared/contact-bodies.read-model.js';
import type { Submitter } from './incoming-request.type.js';
import { receiveMassivoFile, type MayRequestFor } from './massivo-file.service.js';
import { parseClientRequestId } from './request-fields.rules.js';
import type { RequestIntake } from './request-intake.service.js';

export interface MassivoFileHandlerDeps {
  database: Database;
  intake: RequestIntake;
  routing: ChannelRouting;
}

/** `POST /massivo-files`: translates the call, hands the stream on, answers 202 (api.md, "HTTP"). Raises refusals. */
export function massivoFileHandler({ database, intake, routing }: MassivoFileHandlerDeps) {
  return async (request: FileRequest): Promise<FileResponse> => {
    const submitter = submitterOf(request);
    const clientRequestId = parseClientRequestId(request.query.clientRequestId, 'clientRequestId');
    if (!request.body) throw new DomainError('FIR-001');
    const mayRequestFor = await authorityOf(database, submitter);
    const file = { clientRequestId, body: request.body };
    const submitted = await receiveMassivoFile(intake, file, { submitter, mayRequestFor });
    const deprecation = submitted.channel === 'MASSIVO' ? await routing.deprecation() : undefined;
    const accepted = json(202, { ...submitted, ...(deprecation && { deprecation }) });
    return { ...accepted, headers: { ...accepted.headers, ...(deprecation && deprecationHeaders(deprecation)) } };
  };
}

function submitterOf({ actor }: FileRequest): Submitter {
  if (actor.kind === 'anonymous') throw new DomainError('UNAUTHENTICATED');
  if (actor.kind !== 'contact' || actor.level < LEAST_SIGN_IN_LEVEL)
    throw new DomainError('FORBIDDEN', { rule: 'R-11' });
  return { personKey: actor.personKey, method: actor.method, level: actor.level };
}

async function authorityOf(database: Database, { personKey }: Submitter): Promise<MayRequestFor> {
  const bodies = await contactBodies(database, personKey);
  return async (ipaCode) => {
    if (bodies.has(ipaCode)) return true;
    const known = await database.rows('SELECT 1 FROM agreements.public_body WHERE ipa_code = $1', [ipaCode]);
    return known.length > 0 ? false : null;
  };
}

function json(status: number, body: object): FileResponse {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
    body: Buffer.from(JSON.stringify(body)),
  };
}
