// How the bridge answers what fails: `{code,message,retryable}` with the sentence that the CLI prints too.
import { errors } from '@sigillator/protocol/tables/errors';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { type TSchema, Type } from 'typebox';
import { SealError } from '../errors.ts';

export const ErrorAnswer = Type.Object(
  { code: Type.String(), message: Type.String(), retryable: Type.Boolean() },
  { description: 'What went wrong: a stable code, a sentence for people, whether the same request may succeed later.' },
);

/** The `response` of a route's schema: the answer, and the errors that every route may give. */
export const answers = <T extends TSchema>(schema: T, status = 200) => ({
  [status]: schema,
  '4xx': ErrorAnswer,
  '5xx': ErrorAnswer,
});

/** Error code -> status; 422 for what is not named: understood, and refused by the rules of the office. */
const statuses: Record<string, number> = {
  'bad-json': 400,
  'bad-request': 400,
  usage: 400,
  'several-devices': 409,
  'wrong-token': 401,
  'not-logged-in': 401,
  'not-allowed': 403,
  'wrong-origin': 403,
  'not-found': 404,
  'wrong-method': 405,
  busy: 409,
  'request-reused': 409,
  'too-long': 413,
  'wrong-type': 415,
  'wrong-host': 421,
  'too-many': 429,
  failure: 500,
  stopping: 503,
  'key-store-closed': 503,
};
/** Exit code of the CLI -> status, for errors of the device. */
const byExit: Record<number, number> = { 3: 503, 4: 409, 5: 409, 6: 504, 7: 409 };

export function statusOf(code: string): number {
  const known = statuses[code];
  if (known !== undefined) return known;
  const exit = errors.find(({ name }) => name === code)?.exit;
  if (exit !== undefined) return byExit[exit] ?? 422;
  return code.startsWith('no-device') ? 503 : 422;
}

/** What fastify itself refuses, in our words. */
function known(error: FastifyError, limit: number): SealError | undefined {
  if (error.validationContext) return new SealError('bad-request', `Reading the request: ${error.message}.`);
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new SealError('too-long', `Reading the request: expected at most ${limit} bytes, got more.`);
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new SealError('wrong-type', 'Reading the request: expected "application/json".');
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return new SealError('bad-json', 'Reading the request: expected JSON, got something else.');
  }
  // The rest of what the client did wrong: prototype poisoning, a length that does not fit.
  if (error.statusCode !== undefined && error.statusCode < 500)
    return new SealError('bad-request', 'Reading the request: expected well-formed JSON over HTTP.');
  return undefined;
}

export function answerError(error: FastifyError | SealError, request: FastifyRequest, reply: FastifyReply): void {
  const told = error instanceof SealError ? error : known(error, request.routeOptions.bodyLimit);
  if (told === undefined) request.log.error({ err: error }, 'a request failed');
  const answer = told ?? new SealError('failure', 'The bridge met a defect of its own; its log says more.');
  void reply.status(statusOf(answer.code)).send(answer.toJSON());
}

export function answerMissing(request: FastifyRequest, reply: FastifyReply): void {
  const path = request.url.split('?')[0];
  const message = `Asking for ${request.method} ${path}: there is no such thing; /openapi.json lists what there is.`;
  answerError(new SealError('not-found', message), request, reply);
}
