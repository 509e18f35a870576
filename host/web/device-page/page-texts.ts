// What the device page says, by language. Errors are found by their code; one without words here shows the library's own
// English sentence.
import type { Language } from '../office/shell/language.ts';

const en = {
  about: 'This page talks to a device on this computer by itself; nothing leaves the browser.',
  language: 'Language',
  device: 'Device',
  usb: 'Connect by USB',
  serial: 'Connect by serial port',
  pair: 'Pair this browser',
  document: 'Document',
  file: 'File',
  profile: 'Profile',
  seal: 'Seal',
  none: 'No device is connected.',
  connected: (firmware: string) => `Connected: firmware ${firmware}.`,
  compare: (digits: string) => `The device must show ${digits}. If it does, press OK there.`,
  paired: 'Paired.',
  noFile: 'Choose a file first.',
  waits: {
    card: 'Put your card into the device.',
    pin: 'Type your PIN at the device.',
    approval: 'Read the document on the device and press OK there.',
    working: 'The card seals.',
  } as Record<string, string>,
  sealed: (document: string, issuer: string, by: string) =>
    `Document seal ${document}, issuer seal ${issuer}, by ${by}.`,
  errors: {
    'no-device': 'No device was chosen, or this browser cannot reach one. Chrome, Edge and Opera can.',
    'no-device-foreign': 'What is plugged in is no sigillator.',
    'no-device-link': 'The connection to the device ended. Plug it in and connect again.',
    'no-device-permission': 'This user may not use the device; its README says which rule to install.',
    busy: 'Another program uses the device. End that, or try again later.',
    'not-paired': 'The device does not know this browser. Choose pairing at its keypad, then pair here.',
    'pairing-closed': 'Choose pairing at the keypad of the device first.',
    refused: 'Refused at the device. Nothing was sealed.',
    'card-removed': 'The card was taken out. Nothing was sealed.',
    'timed-out': 'Nobody answered in time. If the device shows no question, unplug it, plug it in and connect again.',
  } as Record<string, string>,
};
export type PageTexts = typeof en;

const sv: PageTexts = {
  about: 'Den här sidan talar själv med en dosa vid den här datorn; ingenting lämnar webbläsaren.',
  language: 'Språk',
  device: 'Dosa',
  usb: 'Anslut med USB',
  serial: 'Anslut med serieport',
  pair: 'Para ihop med webbläsaren',
  document: 'Dokument',
  file: 'Fil',
  profile: 'Profil',
  seal: 'Försegla',
  none: 'Ingen dosa är ansluten.',
  connected: (firmware) => `Ansluten: program ${firmware}.`,
  compare: (digits) => `Dosan ska visa ${digits}. Om den gör det, tryck OK där.`,
  paired: 'Parad.',
  noFile: 'Välj en fil först.',
  waits: {
    card: 'Sätt ditt kort i dosan.',
    pin: 'Skriv din PIN på dosan.',
    approval: 'Läs dokumentet på dosan och tryck OK där.',
    working: 'Kortet förseglar.',
  },
  sealed: (document, issuer, by) => `Dokumentsigill ${document}, utställarsigill ${issuer}, av ${by}.`,
  errors: {
    'no-device': 'Ingen dosa valdes, eller så når webbläsaren ingen. Chrome, Edge och Opera kan.',
    'no-device-foreign': 'Det som är inkopplat är ingen sigillator.',
    'no-device-link': 'Förbindelsen med dosan bröts. Koppla in den och anslut igen.',
    'no-device-permission': 'Den här användaren får inte använda dosan; README säger vilken regel som ska installeras.',
    busy: 'Ett annat program använder dosan. Avsluta det eller försök igen senare.',
    'not-paired': 'Dosan känner inte den här webbläsaren. Välj parning på dosan och para sedan ihop här.',
    'pairing-closed': 'Välj först parning på dosan.',
    refused: 'Nekat på dosan. Inget har förseglats.',
    'card-removed': 'Kortet togs ut. Inget har förseglats.',
    'timed-out': 'Ingen svarade i tid. Visar dosan ingen fråga, dra ur den, sätt i den och anslut igen.',
  },
};

const fr: PageTexts = {
  about: 'Cette page parle elle-même à un appareil de cet ordinateur ; rien ne quitte le navigateur.',
  language: 'Langue',
  device: 'Appareil',
  usb: 'Connecter par USB',
  serial: 'Connecter par port série',
  pair: 'Associer ce navigateur',
  document: 'Document',
  file: 'Fichier',
  profile: 'Profil',
  seal: 'Sceller',
  none: "Aucun appareil n'est connecté.",
  connected: (firmware) => `Connecté : logiciel ${firmware}.`,
  compare: (digits) => `L'appareil doit afficher ${digits}. Si c'est le cas, appuyez sur OK.`,
  paired: 'Associé.',
  noFile: "Choisissez d'abord un fichier.",
  waits: {
    card: "Insérez votre carte dans l'appareil.",
    pin: "Tapez votre code sur l'appareil.",
    approval: "Lisez le document sur l'appareil et appuyez sur OK.",
    working: 'La carte scelle.',
  },
  sealed: (document, issuer, by) => `Sceau du document ${document}, sceau de l'émetteur ${issuer}, par ${by}.`,
  errors: {
    'no-device': "Aucun appareil choisi, ou ce navigateur n'en atteint aucun. Chrome, Edge et Opera le peuvent.",
    'no-device-foreign': "Ce qui est branché n'est pas un sigillator.",
    'no-device-link': "La liaison avec l'appareil est coupée. Branchez-le et connectez à nouveau.",
    'no-device-permission': "Cet utilisateur n'a pas accès à l'appareil ; le README dit quelle règle installer.",
    busy: "Un autre programme utilise l'appareil. Terminez-le ou réessayez plus tard.",
    'not-paired':
      "L'appareil ne connaît pas ce navigateur. Choisissez l'association sur l'appareil, puis associez ici.",
    'pairing-closed': "Choisissez d'abord l'association sur l'appareil.",
    refused: "Refusé sur l'appareil. Rien n'a été scellé.",
    'card-removed': "La carte a été retirée. Rien n'a été scellé.",
    'timed-out':
      "Personne n'a répondu à temps. Si l'appareil ne demande rien, débranchez-le, rebranchez-le et connectez à nouveau.",
  },
};

export const pageTexts: Record<Language, PageTexts> = { sv, en, fr };
