// Headers of every answer. Called by app.ts.
import type { FastifyReply, FastifyRequest } from 'fastify';

const headers: Record<string, string> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** `origins` are the pages elsewhere that were allowed by name: their scripts may read answers, nobody else's. */
export function securityHeaders(origins: readonly string[]) {
  return async ({ headers: asked }: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> => {
    // A page that is complete in itself brings a policy of its own, a stricter one.
    for (const [name, value] of Object.entries(headers)) if (!reply.hasHeader(name)) reply.header(name, value);
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
    if (asked.origin !== undefined && origins.includes(asked.origin))
      reply.header('access-control-allow-origin', asked.origin).header('vary', 'origin');
    return payload;
  };
}

/** What a browser wants to hear before it lets an allowed page send JSON with a token. */
export const preflightHeaders = {
  'access-control-allow-headers': 'authorization, content-type',
  'access-control-allow-methods': 'GET, POST, PUT, DELETE',
  'access-control-allow-private-network': 'true',
  'access-control-max-age': '600',
};
