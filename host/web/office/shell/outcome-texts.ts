// What the journal's rows say, in the language of the page. The journal itself keeps one language, English, so that its hash
// chain and its readers do not depend on who wrote; a reason that a person typed, and customs' own words, stay as they are.
import type { Language } from './language.ts';
import { refusalText } from './refusal-texts.ts';

type Other = Exclude<Language, 'en'>;
/** $1, $2 … are the pattern's groups. */
const sentences: readonly [pattern: RegExp, texts: Record<Other, string>][] = [
  [/^approved$/, { sv: 'godkänt', fr: 'approuvé' }],
  [/^withdrawn$/, { sv: 'godkännandet återtaget', fr: 'approbation retirée' }],
  [
    /^withdrawn by an officer; whether a device sealed it is not known$/,
    {
      sv: 'godkännandet återtaget av säkerhetsansvarig; om en dosa har sigillerat är inte känt',
      fr: 'approbation retirée par un responsable ; on ignore si un appareil a scellé',
    },
  ],
  [
    /^withdrawn by an officer; a device has sealed of it, or will$/,
    {
      sv: 'godkännandet återtaget av säkerhetsansvarig; en dosa har sigillerat något av det, eller kommer att göra det',
      fr: 'approbation retirée par un responsable ; un appareil en a scellé une partie, ou le fera',
    },
  ],
  [
    /^its seal is not used; to be approved anew$/,
    { sv: 'sigillet används inte; ska godkännas på nytt', fr: 'son sceau n’est pas utilisé ; à approuver de nouveau' },
  ],
  [/^sealed, form checked$/, { sv: 'sigillerat, bara formen kontrollerad', fr: 'scellé, forme vérifiée' }],
  [/^sealed, checked with the key$/, { sv: 'sigillerat, kontrollerat med nyckeln', fr: 'scellé, vérifié avec la clé' }],
  [/^row (\d+) of the device's journal$/, { sv: 'rad $1 i dosans journal', fr: 'ligne $1 du journal de l’appareil' }],
  [/^sent$/, { sv: 'sänt', fr: 'envoyé' }],
  [/^rejected: (.*)$/s, { sv: 'avvisat av Tullverket: $1', fr: 'refusé par la douane : $1' }],
  [
    /^no answer to this transmission$/,
    { sv: 'inget svar på denna överföring', fr: 'aucune réponse à cette transmission' },
  ],
  [/^logged out$/, { sv: 'utloggad', fr: 'déconnecté' }],
  [/^logged in by a right response$/, { sv: 'inloggad med rätt svar', fr: 'connecté par une réponse juste' }],
  [/^wrong response$/, { sv: 'fel svar', fr: 'réponse fausse' }],
  [
    /^right response, but the key is revoked or out of its time$/,
    {
      sv: 'rätt svar, men nyckeln är återkallad eller utanför sin giltighetstid',
      fr: 'réponse juste, mais la clé est révoquée ou hors de sa validité',
    },
  ],
  [
    /^(\S+): unlocked by an officer$/,
    { sv: '$1: spärren hävd av säkerhetsansvarig', fr: '$1 : débloqué par un responsable' },
  ],
  [
    /^key store opened by two officers$/,
    { sv: 'nyckelregistret öppnat av två säkerhetsansvariga', fr: 'registre des clés ouvert par deux responsables' },
  ],
  [
    /^key store opened by two officers, an older copy accepted$/,
    {
      sv: 'nyckelregistret öppnat av två säkerhetsansvariga, en äldre kopia godtagen',
      fr: 'registre des clés ouvert par deux responsables, une copie plus ancienne acceptée',
    },
  ],
  [
    /^key store made for its first two officers$/,
    {
      sv: 'nyckelregistret skapat för sina två första säkerhetsansvariga',
      fr: 'registre des clés créé pour ses deux premiers responsables',
    },
  ],
  [
    /^key store put under the secrets of (.+) and (\S+)$/,
    {
      sv: 'nyckelregistret lagt under hemligheterna för $1 och $2',
      fr: 'registre des clés mis sous les secrets de $1 et $2',
    },
  ],
  [
    /^(\S+) entered: (.*), issuer (.*), procedure (\d)$/,
    { sv: '$1 inlagd: $2, utställare $3, procedur $4', fr: '$1 inscrit : $2, émetteur $3, procédure $4' },
  ],
  [
    /^(\d+) keys? of (\S+), card (\S+) revoked: (.*)$/s,
    { sv: '$2: $1 nyckel/nycklar på kort $3 återkallade: $4', fr: '$2 : $1 clé(s) de la carte $3 révoquée(s) : $4' },
  ],
  [
    /^(\d+) keys? of (\S+) revoked: (.*)$/s,
    { sv: '$2: $1 nyckel/nycklar återkallade: $3', fr: '$2 : $1 clé(s) révoquée(s) : $3' },
  ],
];

const roles: Record<string, Record<Other, string>> = {
  clerk: { sv: 'handläggare', fr: 'agent' },
  officer: { sv: 'säkerhetsansvarig', fr: 'responsable de la sécurité' },
  administrator: { sv: 'administratör', fr: 'administrateur' },
  'no role': { sv: 'ingen roll', fr: 'aucun rôle' },
};
const keyUses: Record<string, Record<Other, string>> = {
  response: { sv: 'inloggningsnyckel', fr: 'clé de connexion' },
  seal: { sv: 'sigillnyckel', fr: 'clé de scellement' },
};

/** Whose parts are translated too. */
function composed(outcome: string, language: Other): string | undefined {
  const notDone = /^Not done, the key store (?:refused|failed): (.*)$/s.exec(outcome);
  if (notDone) {
    const not = { sv: 'Inte utfört, nyckelregistret vägrade', fr: 'Non fait, le registre des clés a refusé' }[language];
    return `${not}: ${outcomeText(notDone[1]!, language)}`;
  }
  const tried = /^not (?:opened|authorised): ([\w-]+)$/.exec(outcome);
  if (tried) return refusalText(tried[1]!, language);
  const ended = /^ended without a seal: ([\w-]+)$/.exec(outcome);
  if (ended)
    return `${{ sv: 'slutade utan sigill', fr: 'terminé sans sceau' }[language]}: ${refusalText(ended[1]!, language)}`;
  const refused = /^refused: ([\w-]+)$/.exec(outcome);
  if (refused) return `${{ sv: 'vägrat', fr: 'refusé' }[language]}: ${refusalText(refused[1]!, language)}`;
  const names = (list: string): string =>
    list
      .split(', ')
      .map((role) => roles[role]?.[language] ?? role)
      .join(', ');
  const granted = /^(\S+): ([\w, ]+) \(before: ([\w, ]+)\)$/.exec(outcome);
  if (granted)
    return `${granted[1]}: ${names(granted[2]!)} (${{ sv: 'förut', fr: 'avant' }[language]}: ${names(granted[3]!)})`;
  const entered = /^((?:(?:response|seal) key \d+(?:, )?)+) of (\S+) entered$/.exec(outcome);
  if (!entered) return undefined;
  const typed = entered[1]!.replace(/(response|seal) key/g, (_, use: string) => keyUses[use]![language]);
  return { sv: `${typed} för ${entered[2]} inlagd`, fr: `${typed} de ${entered[2]} introduite` }[language];
}

/** Undefined for what no text is for. */
export function knownOutcome(outcome: string, language: Language): string | undefined {
  if (language === 'en') return outcome;
  for (const [pattern, texts] of sentences) if (pattern.test(outcome)) return outcome.replace(pattern, texts[language]);
  return composed(outcome, language);
}

export const outcomeText = (outcome: string, language: Language): string => knownOutcome(outcome, language) ?? outcome;
