// Every sentence the device can say, in three languages. The single source: generate/texts.ts wraps them to the display
// and refuses what does not fit; glossary.ts keeps one word for one thing. Sentences say what to do next.
//
// Signs are those printed on the keys: ✗ cancel, ◄ back, ▲ ▼ up and down, ≡ menu; OK is OK. `#` is a number that the
// device fills in (two columns), `|` in a hint spreads its parts over the line, `~` is where a long word may be parted.

/** title: inverted first line; item: a menu line; line: one line; short, middle, body: up to 3, 5, 6 lines; hint: last. */
export type TextKind = 'title' | 'item' | 'line' | 'short' | 'middle' | 'body' | 'hint';

/** Kind, English, Swedish, French. */
export type TextRow = readonly [TextKind, string, string, string];

export const languages = ['en', 'sv', 'fr'] as const;
export type Language = (typeof languages)[number];

export const texts = {
  // Last line: what the keys do
  HintOk: ['hint', 'OK next', 'OK nästa', 'OK suite'],
  HintOkCancel: ['hint', 'OK next|✗ cancel', 'OK nästa|✗ avbryt', 'OK suite|✗ annuler'],
  HintYesNo: ['hint', 'OK yes|✗ no', 'OK ja|✗ nej', 'OK oui|✗ non'],
  HintEntry: ['hint', 'OK next|◄ erase|✗', 'OK nästa|◄ radera|✗', 'OK suite|◄ effacer|✗'],
  HintChoose: ['hint', '▲▼ choose|OK|✗ back', '▲▼ välj|OK|✗ bakåt', '▲▼ choix|OK|✗ retour'],
  HintFirst: ['hint', '▲▼ choose|OK', '▲▼ välj|OK', '▲▼ choix|OK'],
  HintPages: ['hint', '▲▼ pages|✗ back', '▲▼ sidor|✗ bakåt', '▲▼ pages|✗ retour'],
  HintCancel: ['hint', '✗ cancel', '✗ avbryt', '✗ annuler'],
  HintMenu: ['hint', '≡ menu', '≡ meny', '≡ menu'],
  HintErase: ['hint', '7 erase|✗ keep', '7 radera|✗ behåll', '7 effacer|✗ garder'],
  HintLater: ['hint', 'OK now|✗ later', 'OK nu|✗ senare', 'OK maintenant|✗ après'],
  HintTakeOut: ['hint', 'Take the card out', 'Ta ut kortet', 'Retirez la carte'],
  HintContact: ['hint', '▼ whom to contact', '▼ vem du kontaktar', '▼ qui contacter'],
  HintAnyKey: ['hint', 'OK when noted', 'OK när du noterat', 'OK une fois noté'],

  // Marks that stand on the screen while they are true
  SoftCard: ['line', 'NO SEPARATE CARD', 'INGET SEPARAT KORT', 'CARTE NON SÉPARÉE'],
  Development: ['line', 'DEVELOPMENT', 'DEVELOPMENT', 'DEVELOPMENT'],

  // Start and self test
  PleaseWait: ['short', 'Please wait.', 'Vänta.', 'Patientez.'],
  SelfTestTitle: ['title', 'Self test', 'Självtest', 'Autotest'],
  SelfTestRuns: [
    'short',
    'The device tests itself. Please wait.',
    'Enheten testar sig själv. Vänta.',
    "L'appareil se teste. Patientez.",
  ],
  SelfTestPassed: [
    'body',
    'All known answers are right. You can go on.',
    'Alla kända svar stämmer. Du kan fortsätta.',
    'Toutes les réponses connues sont justes. Vous pouvez continuer.',
  ],
  StopTitle: ['title', 'Stopped', 'Stoppad', 'Arrêt'],
  Stop: [
    'middle',
    'The device stopped to stay safe. Note the number below, then switch off and on again.',
    'Enheten stoppade för säkerhets skull. Notera numret nedan, slå sedan av och på.',
    "Arrêt par prudence. Notez le numéro, puis éteignez et rallumez l'appareil.",
  ],

  // First start
  WelcomeLanguage: ['title', 'Language Språk Langue', 'Language Språk Langue', 'Language Språk Langue'],
  CodeTitle: ['title', 'Choose device code', 'Välj enhetskod', "Code de l'appareil"],
  CodeChoose: [
    'short',
    'It guards the settings. Type 6 to 8 digits.',
    'Den skyddar inställ~ningarna. Skriv 6 till 8 siffror.',
    'Il protège les réglages. Tapez 6 à 8 chiffres.',
  ],
  CodeAgain: [
    'short',
    'Type the same code once more.',
    'Skriv samma kod en gång till.',
    'Tapez le même code encore une fois.',
  ],
  CodeDiffers: [
    'body',
    'The two codes differ. Choose the code again.',
    'Koderna är olika. Välj kod på nytt.',
    'Les deux codes diffèrent. Choisissez à nouveau.',
  ],
  CodeTooShort: [
    'body',
    'A device code has 6 to 8 digits. Type more digits.',
    'En enhetskod har 6 till 8 siffror. Skriv fler siffror.',
    "Le code de l'appareil a 6 à 8 chiffres. Tapez plus de chiffres.",
  ],
  TerminalTitle: ['title', 'Terminal key', 'Terminalnyckel', 'Clé de terminal'],
  TerminalAsk: [
    'body',
    'Cards work only after the terminal key of 35 digits is typed in from its sheet.',
    'Kort fungerar först när terminalnyckeln med 35 siffror är inskriven från bladet.',
    "Les cartes marchent une fois la clé de terminal (35 chiffres) saisie d'après la feuille.",
  ],
  TerminalGroup: ['line', 'Group # of 7', 'Grupp # av 7', 'Groupe # sur 7'],
  TerminalType: [
    'body',
    'Type five digits from the sheet.',
    'Skriv fem siffror från bladet.',
    'Tapez cinq chiffres de la feuille.',
  ],
  TerminalCheck: [
    'short',
    'Is this the check value on the sheet?',
    'Är detta kontroll~värdet på bladet?',
    'Est-ce la valeur de contrôle ?',
  ],
  TerminalSaved: [
    'body',
    'The terminal key is stored. Cards can be used now.',
    'Terminalnyckeln är sparad. Nu går det att använda kort.',
    'Clé de terminal enregistrée. Les cartes sont utilisables.',
  ],
  TerminalDropped: [
    'body',
    'The terminal key was not stored. Type it again from the sheet.',
    'Terminalnyckeln sparades inte. Skriv den igen från bladet.',
    'Clé de terminal non enregistrée. Tapez-la à nouveau.',
  ],

  // No card
  InsertTitle: ['title', 'Sigillator', 'Sigillator', 'Sigillator'],
  InsertCard: ['body', 'Put your card in.', 'Sätt i ditt kort.', 'Insérez votre carte.'],
  ClockUnset: ['line', 'The clock is not set', 'Klockan ej ställd', 'Horloge à régler'],
  CardPulled: [
    'body',
    'The card was taken out too early. Nothing is lost. Put the card in again.',
    'Kortet togs ut för tidigt. Inget är förlorat. Sätt i kortet igen.',
    'La carte a été retirée trop tôt. Rien n’est perdu. Remettez la carte.',
  ],

  // Opening a card, and why a card cannot be used
  CardTitle: ['title', 'Card', 'Kort', 'Carte'],
  CardWorks: [
    'short',
    'Please wait. Leave the card in.',
    'Vänta. Låt kortet sitta kvar.',
    'Patientez. Laissez la carte en place.',
  ],
  CardSilent: [
    'body',
    'The card does not answer. Take it out, wipe the contacts and try once more.',
    'Kortet svarar inte. Ta ut det, torka av kontakterna och försök igen.',
    'La carte ne répond pas. Retirez-la, essuyez les contacts et réessayez.',
  ],
  CardForeign: [
    'body',
    'This is not a seal card. Take it out and put your own card in.',
    'Detta är inget sigillkort. Ta ut kortet och sätt i ditt eget kort.',
    "Ce n'est pas une carte de sceau. Retirez-la et mettez votre carte.",
  ],
  CardEmpty: [
    'body',
    'This card has no owner yet. Take the card to your security officer.',
    'Kortet har ingen ägare än. Ta kortet till säkerhets~ansvarig.',
    "Cette carte n'a pas de titulaire. Remettez la carte au responsable sûreté.",
  ],
  CardBlocked: [
    'body',
    'This card is blocked for ever. Ask your security officer for a new card.',
    'Kortet är spärrat för alltid. Be säkerhets~ansvarig om ett nytt kort.',
    'Carte bloquée pour toujours. Demandez une nouvelle carte au responsable sûreté.',
  ],
  CardStranger: [
    'body',
    'Card and device do not trust each other. Ask your security officer to check the terminal key.',
    'Kort och enhet litar inte på varandra. Be säkerhets~ansvarig kontrollera terminalnyckeln.',
    "Carte et appareil ne s'accordent pas. Faites vérifier la clé de terminal (sûreté).",
  ],
  TerminalMissing: [
    'body',
    'This device has no terminal key yet. Ask your security officer to type it in (≡).',
    'Enheten saknar terminalnyckel. Be säkerhets~ansvarig skriva in den (≡).',
    'Clé de terminal absente. Demandez au responsable sûreté de la saisir (≡).',
  ],
  CardFault: [
    'body',
    'The card reports a fault. Take it out and try again. If it stays: security officer.',
    'Kortet anger ett fel. Ta ut det, försök igen. Hjälper inte det: säkerhetsansvarig.',
    'La carte signale un défaut. Retirez-la et réessayez. Sinon : responsable sûreté.',
  ],

  ContactTitle: ['title', 'Whom to contact', 'Kontakta', 'Qui contacter'],

  // PIN
  PinTitle: ['title', 'Your PIN', 'Din PIN', 'Votre PIN'],
  PinTries: ['line', 'Tries left: #', 'Försök kvar: #', 'Essais restants : #'],
  PinTooShort: [
    'body',
    'A PIN has # to 8 digits. Type your PIN again.',
    'En PIN har # till 8 siffror. Skriv din PIN igen.',
    'Un PIN a # à 8 chiffres. Tapez votre PIN à nouveau.',
  ],
  PinWrong: [
    'body',
    'Wrong PIN. Tries left: #. Press OK and type it again.',
    'Fel PIN. Försök kvar: #. Tryck OK och skriv den igen.',
    'PIN faux. Essais restants : #. OK puis tapez-le à nouveau.',
  ],
  PinInterrupted: [
    'body',
    'The last PIN try was interrupted. It counts as used. Tries left: #',
    'Förra PIN-försöket avbröts. Det räknas som använt. Försök kvar: #',
    'Le dernier essai du PIN, interrompu, compte. Essais restants : #',
  ],
  PinLastTry: [
    'body',
    'Last try! After a wrong PIN the card is blocked for ever. Unsure? Press ✗ and ask.',
    'Sista försöket! Efter fel PIN spärras kortet för alltid. Osäker? Tryck ✗ och fråga.',
    'Dernier essai ! Un PIN faux bloque la carte pour toujours. Un doute ? ✗',
  ],
  PinFirst: [
    'body',
    'New card: choose a PIN of your own before anything else.',
    'Nytt kort: välj först en egen PIN, innan något annat.',
    'Carte neuve : choisissez d’abord votre propre PIN.',
  ],
  NewPinTitle: ['title', 'New PIN', 'Ny PIN', 'Nouveau PIN'],
  OldPin: ['short', 'Type your present PIN.', 'Skriv din nuvarande PIN.', 'Tapez votre PIN actuel.'],
  NewPin: [
    'short',
    'Choose # to 8 digits that only you know.',
    'Välj # till 8 siffror som bara du känner till.',
    'Choisissez # à 8 chiffres connus de vous seul.',
  ],
  NewPinAgain: [
    'short',
    'Type the new PIN once more.',
    'Skriv nya PIN en gång till.',
    'Tapez le nouveau PIN encore une fois.',
  ],
  PinDiffers: [
    'body',
    'The two PINs differ. Choose the new PIN again.',
    'De två PIN är olika. Välj ny PIN igen.',
    'Les deux PIN diffèrent. Choisissez à nouveau le PIN.',
  ],
  PinSame: [
    'body',
    'That is the old PIN. Choose another PIN.',
    'Det är din gamla PIN. Välj en annan PIN.',
    "C'est l'ancien PIN. Choisissez un autre PIN.",
  ],
  PinChanged: [
    'body',
    'Your PIN is changed. Use the new PIN from now on.',
    'Din PIN är ändrad. Använd nya PIN från och med nu.',
    'Votre PIN est changé. Utilisez le nouveau PIN désormais.',
  ],
  Locked: [
    'body',
    'Nobody pressed a key for a while. Press OK and type your PIN.',
    'Ingen tangent trycktes på ett tag. Tryck OK och skriv din PIN.',
    'Aucune touche depuis un moment. Appuyez sur OK et tapez votre PIN.',
  ],
  Interrupted: [
    'body',
    'Stopped, as you asked. Press OK and type your PIN to go on.',
    'Avbrutet, som du ville. Tryck OK och skriv din PIN för att fortsätta.',
    'Arrêté à votre demande. Appuyez sur OK et tapez votre PIN.',
  ],
  LockedTitle: ['title', 'Locked', 'Låst', 'Verrouillé'],
  ClassicTitle: ['title', 'Take care', 'Var försiktig', 'Prudence'],
  Classic: [
    'body',
    'This card uses one key for seals and responses. Never type a seal number as a login number.',
    'Kortet har en nyckel för sigill och svar. Skriv aldrig ett sigilltal som inloggningstal.',
    'Une seule clé pour sceaux et réponses. Un numéro de sceau ne sert jamais au login.',
  ],

  // What a clerk does
  ClerkMenuTitle: ['title', 'What do you want?', 'Vad vill du göra?', 'Que voulez-vous ?'],
  ItemSeal: ['item', 'Seal', 'Sigill', 'Sceau'],
  ItemResponse: ['item', 'One-time response', 'Engångssvar', 'Réponse unique'],
  ItemPin: ['item', 'Change PIN', 'Byt PIN', 'Changer de PIN'],
  ItemCard: ['item', 'Card information', 'Kortinformation', 'Infos de la carte'],
  ItemDevice: ['item', 'Device', 'Enhet', 'Appareil'],
  SealTitle: ['title', 'Document seal', 'Dokumentsigill', 'Sceau du document'],
  SealType: [
    'short',
    'Type the six digits of the document seal.',
    'Skriv dokumentsigillets sex siffror.',
    'Tapez les six chiffres du sceau du document.',
  ],
  SealConfirm: [
    'short',
    'Seal this? It equals your handwritten signature.',
    'Försegla? Det gäller som din egenhändiga namn~teckning.',
    'Ce sceau vaut votre signature manuscrite. Sceller ?',
  ],
  IssuerTitle: ['title', 'Issuer seal', 'Utställarsigill', "Sceau de l'émetteur"],
  IssuerShown: ['short', 'Copy it into the document.', 'Skriv in det i dokumentet.', 'Reportez-le dans le document.'],
  ResponseTitle: ['title', 'Login number', 'Inloggningstal', 'Numéro de login'],
  ResponseType: [
    'short',
    'Type the six digits of the login number.',
    'Skriv inloggnings~talets sex siffror.',
    'Tapez les six chiffres du numéro de login.',
  ],
  ResponseConfirm: [
    'short',
    'Is this the login number? Then press OK.',
    'Är detta inloggningstalet? Tryck då OK.',
    'Est-ce le numéro de login ? Alors OK.',
  ],
  AnswerTitle: ['title', 'Response', 'Svar', 'Réponse'],
  AnswerShown: [
    'short',
    'Type it on the login screen.',
    'Skriv in det på inloggningssidan.',
    "Tapez-la à l'écran de login.",
  ],
  SixDigits: [
    'body',
    'It must be six digits, no fewer. Type the missing ones.',
    'Det ska vara sex siffror, inte färre. Skriv de som saknas.',
    'Il faut six chiffres, pas moins. Tapez ceux qui manquent.',
  ],
  KeyExpired: [
    'body',
    'The key on your card has expired. Ask your security officer for a new key.',
    'Nyckeln på ditt kort har gått ut. Be säkerhets~ansvarig om en ny nyckel.',
    'La clé de la carte a expiré. Demandez une nouvelle clé au responsable sûreté.',
  ],
  KeyNotYet: [
    'body',
    'The key on your card is not valid yet. Check the clock of the device.',
    'Nyckeln på ditt kort gäller inte än. Kontrollera enhetens klocka.',
    "La clé de la carte n'est pas encore valable. Vérifiez l'horloge.",
  ],
  KeyMissing: [
    'body',
    'Your card has no key for this. Ask your security officer for one.',
    'Kortet saknar nyckel för detta. Be säkerhetsansvarig om en nyckel.',
    "La carte n'a pas de clé pour cela. Voyez le responsable sûreté.",
  ],
  DutyRefused: [
    'body',
    'The card refused. Nothing was sealed. Take the card out and try again.',
    'Kortet vägrade. Inget förseglades. Ta ut kortet och försök igen.',
    "La carte a refusé. Aucun sceau n'est fait. Retirez la carte et réessayez.",
  ],

  // Card information
  InfoHolder: ['title', 'Holder', 'Innehavare', 'Titulaire'],
  InfoId: ['title', 'Card id', 'Kort-id', 'Carte n°'],
  InfoIssuer: ['title', 'Issuer id', 'Utställar-id', "N° d'émetteur"],
  InfoResponseKey: ['title', 'Response key #', 'Svarsnyckel #', 'Clé de réponse #'],
  InfoCounters: ['title', 'Counters', 'Räknare', 'Compteurs'],
  InfoSealKey: ['title', 'Seal key #', 'Sigillnyckel #', 'Clé de sceau #'],
  InfoFrom: ['line', 'from', 'från', 'du'],
  InfoTo: ['line', 'to', 'till', 'au'],
  InfoUnknown: ['line', 'validity unknown', 'giltighet okänd', 'validité inconnue'],
  InfoSetClock: ['line', 'Set the clock (≡)', 'Ställ klockan (≡)', "Réglez l'horloge (≡)"],
  InfoExpired: ['line', 'expired', 'har gått ut', 'expirée'],
  InfoFuture: ['line', 'not valid yet', 'gäller inte än', 'pas encore valable'],
  InfoValid: ['line', 'valid now', 'gäller nu', 'valable'],
  InfoAbsent: ['line', 'none', 'saknas', 'aucune'],
  InfoSeals: ['line', 'Seals made', 'Sigill gjorda', 'Sceaux faits'],
  InfoResponses: ['line', 'Responses given', 'Svar lämnade', 'Réponses données'],

  // Device menu
  DeviceTitle: ['title', 'Device', 'Enhet', 'Appareil'],
  ItemLanguage: ['item', 'Language', 'Språk', 'Langue'],
  ItemSelfTest: ['item', 'Self test', 'Självtest', 'Autotest'],
  ItemVersion: ['item', 'Version', 'Version', 'Version'],
  ItemSettings: ['item', 'Settings', 'Inställningar', 'Réglages'],
  LanguageTitle: ['title', 'Language', 'Språk', 'Langue'],
  NameEnglish: ['item', 'English', 'English', 'English'],
  NameSwedish: ['item', 'Svenska', 'Svenska', 'Svenska'],
  NameFrench: ['item', 'Français', 'Français', 'Français'],
  VersionTitle: ['title', 'Version', 'Version', 'Version'],
  VersionDigest: ['title', 'SHA-256', 'SHA-256', 'SHA-256'],

  // Settings
  SettingsTitle: ['title', 'Settings', 'Inställningar', 'Réglages'],
  SettingsCode: ['short', 'Type the device code.', 'Skriv enhetskoden.', "Tapez le code de l'appareil."],
  CodeWrong: [
    'middle',
    'Wrong device code. Wait for the time below, then type it again.',
    'Fel enhetskod. Vänta så länge som visas nedan och skriv den igen.',
    "Code de l'appareil faux. Attendez le délai puis tapez-le à nouveau.",
  ],
  Seconds: ['line', '# seconds', '# sekunder', '# secondes'],
  ItemClock: ['item', 'Clock', 'Klocka', 'Horloge'],
  ItemTimeout: ['item', 'Idle time-out', 'Väntetid', "Délai d'inactivité"],
  ItemHosts: ['item', 'Paired hosts', 'Parade värdar', 'Hôtes appairés'],
  ItemDocuments: ['item', 'Unseen documents', 'Osedda dokument', 'Documents non vus'],
  ItemTerminal: ['item', 'Terminal key', 'Terminalnyckel', 'Clé de terminal'],
  ItemCode: ['item', 'Device code', 'Enhetskod', "Code de l'appareil"],
  ItemErase: ['item', 'Erase everything', 'Radera allt', 'Tout effacer'],
  ClockTitle: ['title', 'Clock (UTC)', 'Klocka (UTC)', 'Horloge (UTC)'],
  ClockType: [
    'short',
    'Type year, month, day, hour, minute.',
    'Skriv år, månad, dag, timme, minut.',
    'Tapez année, mois, jour, heure, minute.',
  ],
  ClockOld: ['line', 'Now', 'Nu', 'Actuelle'],
  ClockNew: ['line', 'New', 'Ny', 'Nouvelle'],
  ClockSure: ['line', 'Set the clock?', 'Ställa klockan?', "Régler l'horloge ?"],
  ClockWrong: [
    'body',
    'That date or time does not exist. Type it again.',
    'Det datumet eller den tiden finns inte. Skriv igen.',
    'Cette date ou cette heure n’existe pas. Tapez à nouveau.',
  ],
  TimeoutTitle: ['title', 'Idle time-out', 'Väntetid', "Délai d'inactivité"],
  TimeoutType: [
    'middle',
    'After how many minutes without a key is the PIN asked again? 1 to 30.',
    'Efter hur många minuter utan tangent ska PIN frågas igen? 1 till 30.',
    'Après combien de minutes sans touche redemander le PIN ? 1 à 30.',
  ],
  TimeoutWrong: [
    'body',
    'It must be 1 to 30 minutes. Type it again.',
    'Det ska vara 1 till 30 minuter. Skriv igen.',
    'Il faut 1 à 30 minutes. Tapez à nouveau.',
  ],
  HostsTitle: ['title', 'Paired hosts', 'Parade värdar', 'Hôtes appairés'],
  HostsNone: [
    'body',
    'No host is paired with this device. Press OK to pair one.',
    'Ingen värd är parad med enheten. Tryck OK för att para en.',
    "Aucun hôte appairé avec l'appareil. OK pour en appairer un.",
  ],
  HostsMore: [
    'body',
    'Press OK to pair one more host.',
    'Tryck OK för att para en värd till.',
    'OK pour appairer un autre hôte.',
  ],
  HintHosts: ['hint', '▲▼ hosts|OK|✗ back', '▲▼ värdar|OK|✗ bakåt', '▲▼ hôtes|OK|✗ retour'],
  HostRemoveHow: ['line', 'OK removes it', 'OK tar bort den', "OK l'enlève"],
  HostRemoveTitle: ['title', 'Remove this host?', 'Ta bort värden?', 'Enlever cet hôte ?'],
  HostRemoved: [
    'body',
    'The host is removed. It can ask for nothing more.',
    'Värden är borttagen. Den kan inte be om något mer.',
    "L'hôte est enlevé. Il ne peut plus rien demander.",
  ],
  PairTitle: ['title', 'Pair a host', 'Para en värd', 'Appairer un hôte'],
  PairOpen: [
    'middle',
    'Start pairing on the computer now.',
    'Starta parningen på datorn nu.',
    "Lancez l'appairage sur l'ordinateur.",
  ],
  PairSame: ['title', 'Same number there?', 'Samma tal där?', 'Même nombre là-bas ?'],
  PairDone: [
    'body',
    'The host is paired. Its name stands on what it asks for.',
    'Värden är parad. Namnet står på det den ber om.',
    "L'hôte est appairé. Son nom figure sur ses demandes.",
  ],
  PairLate: [
    'body',
    'No host was paired in time. Press OK and try again.',
    'Ingen värd parades i tid. Tryck OK och försök igen.',
    'Aucun hôte appairé à temps. Appuyez sur OK et réessayez.',
  ],
  PairClosed: [
    'body',
    'Three tries failed. Somebody may sit between. Check the cable first.',
    'Tre försök misslyckades. Någon kan sitta emellan. Kontrollera kabeln först.',
    "Trois échecs. Quelqu'un est peut-être entre les deux. Vérifiez le câble.",
  ],
  DocumentsTitle: ['title', 'Unseen documents', 'Osedda dokument', 'Documents non vus'],
  DocumentsAsk: [
    'middle',
    'May documents be sealed that cannot be shown here?',
    'Får dokument förseglas som inte kan visas här?',
    'Peut-on sceller des documents non affichables ici ?',
  ],
  DocumentsNow: ['line', 'Now:', 'Nu:', 'Actuel :'],
  Yes: ['line', 'yes', 'ja', 'oui'],
  No: ['line', 'no', 'nej', 'non'],
  Saved: ['body', 'Stored.', 'Sparat.', 'Enregistré.'],
  StoreFull: [
    'body',
    'The memory did not take it. Nothing changed. Try again; if it stays, have it repaired.',
    'Minnet tog inte emot. Inget ändrades. Försök igen; annars måste enheten lagas.',
    "Mémoire en défaut. Rien n'a changé. Réessayez, sinon faites réparer.",
  ],
  EraseTitle: ['title', 'Erase everything', 'Radera allt', 'Tout effacer'],
  EraseAsk: [
    'body',
    'Settings, terminal key, hosts and journal will be gone. Cards keep theirs. Press 7 to erase.',
    'Inställningar, terminalnyckel, värdar och journal försvinner. Kort berörs ej. 7 raderar.',
    'Réglages, clé de terminal, hôtes, journal : tout part. Pas les cartes. 7 efface.',
  ],
  EraseRuns: ['short', 'Erasing. Leave the power on.', 'Raderar. Låt strömmen vara på.', 'Effacement. Laissez allumé.'],
} as const satisfies Record<string, TextRow>;

export type TextName = keyof typeof texts;
