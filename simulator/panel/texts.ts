// What the page says beside the device, in three languages. The device's own texts are the firmware's.

export const languages = ['en', 'sv', 'fr'] as const;
export type Language = (typeof languages)[number];

const en = {
  title: 'Sigillator',
  subtitle: 'The device on your desk, simulated',
  language: 'Page language',
  display: 'Display',
  off: 'The device has no power.',
  keypad: 'Keypad',
  slot: 'Card slot',
  slotEmpty: 'Card slot, empty',
  slotHint: 'Drag a card here',
  cards: 'Cards',
  cardsHelp: 'Drag a card into the slot, or choose it.',
  insert: 'Insert card',
  remove: 'Remove card',
  unplug: 'Pull the plug',
  plug: 'Plug in',
  sound: 'Sound',
  help: 'Keys of your keyboard',
  helpKeys:
    '0–9: digits. Enter: OK. Escape: Cancel. Backspace: Back. Arrows: up and down. M: Menu. C: first card in or out. P: plug.',
  about: 'About this device',
  firmware: 'Firmware SHA-256',
  seed: 'Seed of this run',
  here: 'Device and cards run in this page. Nothing leaves it.',
  there: 'Device and cards run in the simulator process on this computer.',
  sample: 'Sample data: holders and keys are made up. Do not seal real documents with it.',
  foreign: { bank: 'A bank card', silent: 'A card the wrong way round' },
  keys: { ok: 'OK', cancel: 'Cancel', back: 'Back', up: 'Up', down: 'Down', menu: 'Menu' },
};
export type Texts = typeof en;

const sv: Texts = {
  title: 'Sigillator',
  subtitle: 'Dosan på ditt skrivbord, simulerad',
  language: 'Sidans språk',
  display: 'Skärm',
  off: 'Dosan har ingen ström.',
  keypad: 'Knappsats',
  slot: 'Kortfack',
  slotEmpty: 'Kortfack, tomt',
  slotHint: 'Dra ett kort hit',
  cards: 'Kort',
  cardsHelp: 'Dra ett kort till facket, eller välj det.',
  insert: 'Sätt i kortet',
  remove: 'Ta ut kortet',
  unplug: 'Dra ur kontakten',
  plug: 'Sätt i kontakten',
  sound: 'Ljud',
  help: 'Tangenter på ditt tangentbord',
  helpKeys:
    '0–9: siffror. Enter: OK. Escape: Avbryt. Backsteg: Radera. Pilar: upp och ner. M: Meny. C: första kortet in eller ut. P: kontakten.',
  about: 'Om den här dosan',
  firmware: 'Den fasta programvarans SHA-256',
  seed: 'Körningens frö',
  here: 'Dosan och korten körs i den här sidan. Inget lämnar den.',
  there: 'Dosan och korten körs i simulatorn på den här datorn.',
  sample: 'Exempeldata: innehavare och nycklar är påhittade. Försegla inga riktiga dokument med dem.',
  foreign: { bank: 'Ett bankkort', silent: 'Ett kort åt fel håll' },
  keys: { ok: 'OK', cancel: 'Avbryt', back: 'Radera', up: 'Upp', down: 'Ner', menu: 'Meny' },
};

const fr: Texts = {
  title: 'Sigillator',
  subtitle: 'L’appareil sur votre bureau, simulé',
  language: 'Langue de la page',
  display: 'Écran',
  off: 'L’appareil n’est pas alimenté.',
  keypad: 'Clavier',
  slot: 'Lecteur de carte',
  slotEmpty: 'Lecteur de carte, vide',
  slotHint: 'Glissez une carte ici',
  cards: 'Cartes',
  cardsHelp: 'Glissez une carte dans le lecteur, ou choisissez-la.',
  insert: 'Insérer la carte',
  remove: 'Retirer la carte',
  unplug: 'Débrancher',
  plug: 'Brancher',
  sound: 'Son',
  help: 'Touches de votre clavier',
  helpKeys:
    '0–9 : chiffres. Entrée : OK. Échap : Annuler. Retour arrière : Effacer. Flèches : haut et bas. M : Menu. C : première carte, insérer ou retirer. P : prise.',
  about: 'À propos de cet appareil',
  firmware: 'SHA-256 du micrologiciel',
  seed: 'Graine de cette exécution',
  here: 'L’appareil et les cartes fonctionnent dans cette page. Rien n’en sort.',
  there: 'L’appareil et les cartes fonctionnent dans le simulateur de cet ordinateur.',
  sample: 'Données d’exemple : titulaires et clés sont inventés. Ne scellez aucun document réel avec elles.',
  foreign: { bank: 'Une carte bancaire', silent: 'Une carte à l’envers' },
  keys: { ok: 'OK', cancel: 'Annuler', back: 'Effacer', up: 'Haut', down: 'Bas', menu: 'Menu' },
};

export const texts: Record<Language, Texts> = { en, sv, fr };

/** The first language of the browser that the page knows. */
export function preferredLanguage(wanted: readonly string[]): Language {
  const known = wanted.map((tag) => tag.slice(0, 2) as Language).find((tag) => languages.includes(tag));
  return known ?? 'en';
}
