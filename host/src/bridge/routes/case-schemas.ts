// What the requests about cases share: names of cases, their states, seals. Called by brought-cases.ts, cases.ts, approvals.ts.
import { Type } from 'typebox';
import { caseStates } from '../../approve/case.ts';

export const Id = Type.String({ minLength: 1, maxLength: 64 });
export const Params = Type.Object({ id: Id });
const Digest = Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256 of the document as this clerk saw it.' });
export const Seen = Type.Object({ id: Id, digest: Digest }, { additionalProperties: false });
export const Done = Type.Object({ ok: Type.Boolean() });
export const done = { ok: true };

export const State = Type.String({ description: `${caseStates.slice(0, -1).join(', ')} or ${caseStates.at(-1)}` });

export const SealsSchema = Type.Object({
  at: Type.String(),
  method: Type.String(),
  documentSeal6: Type.String(),
  issuerSeal6: Type.String(),
  issuer: Type.String(),
  keyGeneration: Type.Optional(Type.Integer()),
  origin: Type.String({ description: 'card, or host-held where the office has the key and could have made the seal.' }),
  check: Type.String({ description: 'key, format or device: how the issuer seal was known to be right.' }),
  digest: Type.String(),
});
