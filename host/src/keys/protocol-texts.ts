// Words of the printed protocol in the three languages. Called by protocol.ts.

export const protocolLanguages = ['sv', 'en', 'fr'] as const;
export type ProtocolLanguage = (typeof protocolLanguages)[number];

export interface ProtocolTexts {
  title: string;
  ceremony: string;
  store: string;
  began: string;
  ended: string;
  officer: string;
  witness: string;
  proof: Record<'card' | 'new-card' | 'secret', string>;
  clerk: string;
  issuer: string;
  procedure: string;
  present: string;
  absent: string;
  keys: string;
  use: Record<'response' | 'seal', string>;
  generation: string;
  method: string;
  valid: string;
  card: string;
  hostHeld: string;
  envelope: Record<'destroyed' | 'resealed', string>;
  wiped: string;
  journal: string;
  signed: string;
  signature: string;
  date: string;
}

export const protocolTexts: Record<ProtocolLanguage, ProtocolTexts> = {
  sv: {
    title: 'PROTOKOLL: INLÄGGNING AV NYCKEL',
    ceremony: 'Ceremoni',
    store: 'Nyckelregister',
    began: 'Började',
    ended: 'Slutade',
    officer: 'Säkerhetsansvarig',
    witness: 'Vittne',
    proof: {
      card: 'identifierad med eget kort',
      'new-card': 'handläggaren själv, identifierad med det nya kortet',
      secret: 'identifierad med sin hemlighet till nyckelregistret',
    },
    clerk: 'Handläggare',
    issuer: 'Utställarens identitet',
    procedure: 'Procedur',
    present: 'Handläggaren var närvarande.',
    absent: 'Handläggaren var inte närvarande och underrättas vid nästa inloggning.',
    keys: 'Inlagda nycklar',
    use: { response: 'inloggningsnyckel', seal: 'sigillnyckel' },
    generation: 'generation',
    method: 'metod',
    valid: 'giltig',
    card: 'kort',
    hostHeld: 'Servern har sigillnyckeln och kan därför själv göra handläggarens sigill (host-held).',
    envelope: {
      destroyed: 'Kuvertet förstördes.',
      resealed: 'Kuvertet återförseglades; det öppnas bara av två personer tillsammans.',
    },
    wiped: 'Tillfälligt minne skrevs över. Ingen nyckel står i detta protokoll.',
    journal: 'Journalrad',
    signed: 'Vi som var närvarande intygar detta:',
    signature: 'Namnteckning',
    date: 'Datum',
  },
  en: {
    title: 'PROTOCOL: INTRODUCTION OF A KEY',
    ceremony: 'Ceremony',
    store: 'Key store',
    began: 'Began',
    ended: 'Ended',
    officer: 'Security officer',
    witness: 'Witness',
    proof: {
      card: 'identified by the own card',
      'new-card': 'the clerk, identified by the new card',
      secret: 'identified by the secret that opens the key store',
    },
    clerk: 'Clerk',
    issuer: 'Issuer identity',
    procedure: 'Procedure',
    present: 'The clerk was present.',
    absent: 'The clerk was not present and is told at the next login.',
    keys: 'Keys entered',
    use: { response: 'login key', seal: 'seal key' },
    generation: 'generation',
    method: 'method',
    valid: 'valid',
    card: 'card',
    hostHeld: "The server holds the seal key, so it could make the clerk's seals itself (host-held).",
    envelope: {
      destroyed: 'The envelope was destroyed.',
      resealed: 'The envelope was sealed again; only two people together open it.',
    },
    wiped: 'Temporary memory was overwritten. No key stands in this protocol.',
    journal: 'Journal row',
    signed: 'We who were present confirm this:',
    signature: 'Signature',
    date: 'Date',
  },
  fr: {
    title: "PROCÈS-VERBAL : INTRODUCTION D'UNE CLÉ",
    ceremony: 'Cérémonie',
    store: 'Registre des clés',
    began: 'Début',
    ended: 'Fin',
    officer: 'Responsable de la sécurité',
    witness: 'Témoin',
    proof: {
      card: 'identifié par sa propre carte',
      'new-card': "l'agent lui-même, identifié par la nouvelle carte",
      secret: 'identifié par son secret du registre des clés',
    },
    clerk: 'Agent',
    issuer: "Identité de l'émetteur",
    procedure: 'Procédure',
    present: "L'agent était présent.",
    absent: "L'agent était absent ; il en est informé à sa prochaine connexion.",
    keys: 'Clés introduites',
    use: { response: 'clé de connexion', seal: 'clé de scellement' },
    generation: 'génération',
    method: 'méthode',
    valid: 'valable',
    card: 'carte',
    hostHeld:
      "Le serveur détient la clé de scellement et pourrait donc faire lui-même les sceaux de l'agent (host-held).",
    envelope: {
      destroyed: "L'enveloppe a été détruite.",
      resealed: "L'enveloppe a été scellée de nouveau ; seules deux personnes ensemble l'ouvrent.",
    },
    wiped: 'La mémoire temporaire a été effacée. Aucune clé ne figure dans ce procès-verbal.',
    journal: 'Ligne du journal',
    signed: 'Nous, présents, le confirmons :',
    signature: 'Signature',
    date: 'Date',
  },
};
