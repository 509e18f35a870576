// What a clerk reads and approves by the act of approval (seal document 2, PKI demand R9). The text goes into the journal
// with the approval: a change of it is a new statement.

export const statements = {
  sv: 'Genom att godkänna undertecknar jag dessa dokument. Sigillet motsvarar min egenhändiga namnteckning, och jag ansvarar för uppgifterna.',
  en: 'By approving I sign these documents. The seal equals my handwritten signature, and I answer for what they say.',
  fr: 'En approuvant, je signe ces documents. Le sceau équivaut à ma signature manuscrite, et je réponds de leur contenu.',
} as const;

export type StatementLanguage = keyof typeof statements;
export const isStatementLanguage = (value: unknown): value is StatementLanguage =>
  typeof value === 'string' && Object.hasOwn(statements, value);
