// The device's conversation: every state, what it shows, which events it takes and where each may lead. The only source:
// generate/states.ts writes the firmware's table (machine.ts refuses whatever is not in it) and the page in
// firmware/device/STATES.md. An event that a state does not list is refused and changes nothing.

/** What can happen. The keys come first. */
export const deviceEvents = {
  Digit: 'a digit key',
  Ok: 'OK',
  Cancel: '✗',
  Back: '◄',
  Up: '▲',
  Down: '▼',
  Menu: '≡',
  CardIn: 'a card is put in',
  CardOut: 'the card is taken out',
  Card: 'the card has answered',
  Done: 'work of the device itself is done',
  Tick: 'the time the screen asked for has passed',
  Idle: 'no key for the set time',
  Ask: 'a host asks for something that a person decides',
  HostGone: 'the host cancelled, went away, or its time is over',
} as const;
export type DeviceEvent = keyof typeof deviceEvents;

export interface StateRow {
  /** What the state shows or does. */
  says: string;
  /** Event -> where it may lead; the name of the state itself means that it may stay. */
  on: Partial<Record<DeviceEvent, string[]>>;
}

/** Where the device goes when a duty ends: the card's menu, its PIN, or the wait for a card. */
const home = ['NoCard', 'CardOpening', 'ClerkMenu'];
/** Where it goes after the idle time. */
const rest = ['NoCard', 'Locked'];

/** A card may come and go; the state stays as it is. */
const cardsPass = (name: string) => ({ CardIn: [name], CardOut: [name] });
/** The card is in use: taking it out ends what was going on. */
const cardUsed = { CardOut: ['CardPulled'] };
/** Waiting for the card. */
const cardWaits = (name: string, ...answers: string[]) => ({
  Card: [...answers, 'CardRefused'],
  Tick: [name],
  Cancel: ['Locked'],
  ...cardUsed,
});
/** Nobody is in the middle of anything: a host may ask. */
const hostsMayAsk = { Ask: ['ClockAsked', 'UpdateAsked'] };
/** Where a review ends. */
const reviewed = ['ReviewSealing', 'Granted', 'ClerkMenu', 'DutyNotice'];
/** Where it goes after a host's question. */
const goBack = ['NoCard', 'Locked', 'ClerkMenu'];
/** Typing digits. */
const typing = (name: string) => ({ Digit: [name], Back: [name] });
/** A list with one line chosen. */
const choosing = (name: string) => ({ Up: [name], Down: [name] });

/** What the settings lead to. */
const settingsItems = [
  ...['ClockEntry', 'TimeoutEntry', 'Hosts', 'Documents', 'TerminalKey', 'CodeNew', 'EraseAsk', 'Updates'],
];

export const deviceStates: Record<string, StateRow> = {
  // Start
  Start: {
    says: 'tests itself with known answers',
    on: { Done: ['FirstLanguage', 'NoCard', 'CardOpening', 'Stopped'], Tick: ['Start'], ...cardsPass('Start') },
  },
  FirstLanguage: {
    says: 'first start: the language',
    on: { ...choosing('FirstLanguage'), Ok: ['CodeNew'], ...cardsPass('FirstLanguage') },
  },
  CodeNew: {
    says: 'a new device code',
    on: {
      ...typing('CodeNew'),
      Ok: ['CodeAgain', 'Notice'],
      Cancel: ['FirstLanguage', 'SettingsMenu'],
      Idle: rest,
      ...cardsPass('CodeNew'),
    },
  },
  CodeAgain: {
    says: 'the new device code once more',
    on: {
      ...typing('CodeAgain'),
      Ok: ['CodeStoring', 'Notice'],
      Cancel: ['CodeNew'],
      Idle: rest,
      ...cardsPass('CodeAgain'),
    },
  },
  CodeStoring: {
    says: 'stretches and stores the device code',
    on: { Done: ['ClockEntry', 'Notice'], Tick: ['CodeStoring'], ...cardsPass('CodeStoring') },
  },
  ClockEntry: {
    says: 'date and time',
    on: {
      ...typing('ClockEntry'),
      Ok: ['ClockConfirm', 'Notice'],
      Cancel: ['TerminalAsk', 'SettingsMenu'],
      Idle: rest,
      ...cardsPass('ClockEntry'),
    },
  },
  ClockConfirm: {
    says: 'the old and the new time',
    on: {
      Ok: ['TerminalAsk', 'Notice'],
      Cancel: ['ClockEntry'],
      Back: ['ClockEntry'],
      Idle: rest,
      ...cardsPass('ClockConfirm'),
    },
  },
  TerminalAsk: {
    says: 'whether to type the terminal key now',
    on: { Ok: ['TerminalKey'], Cancel: home, Idle: rest, ...cardsPass('TerminalAsk') },
  },
  TerminalKey: {
    says: 'the terminal key, seven groups of five digits',
    on: {
      ...typing('TerminalKey'),
      Ok: ['TerminalKey', 'TerminalCheck'],
      Cancel: [...home, 'SettingsMenu'],
      Idle: rest,
      ...cardsPass('TerminalKey'),
    },
  },
  TerminalCheck: {
    says: 'the check value of the typed terminal key',
    on: { Ok: ['Notice'], Cancel: ['Notice'], Idle: rest, ...cardsPass('TerminalCheck') },
  },

  // Without a usable card
  NoCard: {
    says: 'asks for a card',
    on: { CardIn: ['CardOpening'], CardOut: ['NoCard'], Ok: ['DeviceMenu'], Menu: ['DeviceMenu'], ...hostsMayAsk },
  },
  CardPulled: {
    says: 'the card went too early',
    on: {
      CardIn: ['CardOpening'],
      CardOut: ['CardPulled'],
      Ok: ['NoCard'],
      Cancel: ['NoCard'],
      Menu: ['DeviceMenu'],
      ...hostsMayAsk,
    },
  },
  CardOpening: {
    says: 'starts the card and proves the terminal key',
    on: cardWaits('CardOpening', 'TryInterrupted', 'LastTry', 'PinEntry'),
  },
  CardRefused: {
    says: 'why this card cannot be used, and what to do',
    on: { ...choosing('CardRefused'), CardOut: ['NoCard'], Menu: ['DeviceMenu'] },
  },
  Locked: {
    says: 'the card rests, the PIN is needed again',
    on: { Ok: ['CardOpening'], Menu: ['DeviceMenu'], CardOut: ['NoCard'], ...hostsMayAsk },
  },

  // PIN
  TryInterrupted: {
    says: 'an interrupted PIN try counts as used',
    on: { Ok: ['LastTry', 'PinEntry'], Cancel: ['Locked'], Idle: rest, ...cardUsed },
  },
  LastTry: {
    says: 'the last try is next',
    on: { Ok: ['PinEntry'], Cancel: ['Locked'], Idle: rest, ...cardUsed },
  },
  PinEntry: {
    says: 'the PIN',
    on: { ...typing('PinEntry'), Ok: ['PinChecking', 'PinNotice'], Cancel: ['Locked'], Idle: rest, ...cardUsed },
  },
  PinChecking: {
    says: 'the card checks the PIN',
    on: cardWaits('PinChecking', 'PinWrong', 'ClassicWarning', 'PinFirst', 'ClerkMenu'),
  },
  PinWrong: {
    says: 'wrong PIN, tries left',
    on: { Ok: ['LastTry', 'PinEntry'], Cancel: ['Locked'], Idle: rest, ...cardUsed },
  },
  ClassicWarning: {
    says: 'the card uses one key for seals and responses',
    on: { Ok: ['PinFirst', 'ClerkMenu'], Cancel: ['Locked'], Idle: rest, ...cardUsed },
  },
  PinFirst: {
    says: 'a new card needs a PIN of its holder first',
    on: { Ok: ['NewPin'], Cancel: ['Locked'], Idle: rest, ...cardUsed },
  },
  OldPin: {
    says: 'the present PIN',
    on: { ...typing('OldPin'), Ok: ['NewPin', 'PinNotice'], Cancel: ['ClerkMenu'], Idle: rest, ...cardUsed },
  },
  NewPin: {
    says: 'the new PIN',
    on: {
      ...typing('NewPin'),
      Ok: ['NewPinAgain', 'PinNotice'],
      Cancel: ['ClerkMenu', 'Locked'],
      Idle: rest,
      ...cardUsed,
    },
  },
  NewPinAgain: {
    says: 'the new PIN once more',
    on: { ...typing('NewPinAgain'), Ok: ['PinChanging', 'PinNotice'], Cancel: ['NewPin'], Idle: rest, ...cardUsed },
  },
  PinChanging: { says: 'the card changes the PIN', on: cardWaits('PinChanging', 'PinWrong', 'PinNotice') },

  // Duties of a clerk
  ClerkMenu: {
    says: 'what a clerk can do',
    on: {
      ...choosing('ClerkMenu'),
      Digit: ['ClerkMenu', 'SealEntry', 'ResponseEntry', 'OldPin', 'CardInfo', 'DeviceMenu'],
      Ok: ['SealEntry', 'ResponseEntry', 'OldPin', 'CardInfo', 'DeviceMenu'],
      Cancel: ['Locked'],
      Menu: ['DeviceMenu'],
      Idle: rest,
      CardOut: ['NoCard'],
      Ask: ['ClockAsked', 'UpdateAsked', 'Review', 'ReviewSealing'],
    },
  },
  Review: {
    says: 'what a host asks for, page by page; OK counts after the last page',
    on: {
      Up: ['Review', 'ReviewLoading'],
      Down: ['Review', 'ReviewLoading'],
      Menu: ['Review', 'ReviewLoading'],
      Ok: ['Review', ...reviewed],
      Cancel: ['Review', 'ClerkMenu'],
      HostGone: ['ClerkMenu'],
      Idle: rest,
      ...cardUsed,
    },
  },
  ReviewLoading: {
    says: 'the host sends a document again, so that all of it can be read',
    on: {
      Done: ['Review', 'DutyNotice'],
      Tick: ['ReviewLoading'],
      Cancel: ['Review', 'ClerkMenu'],
      HostGone: ['ClerkMenu'],
      Idle: rest,
      ...cardUsed,
    },
  },
  ReviewSealing: {
    says: 'the card does what was approved',
    on: {
      Card: ['ReviewSealing', 'ClerkMenu', 'DutyNotice', 'CardRefused'],
      Tick: ['ReviewSealing'],
      Cancel: ['ReviewSealing', 'Locked'],
      HostGone: ['ReviewSealing'],
      ...cardUsed,
    },
  },
  Granted: {
    says: 'a host may decipher, for so many times and minutes',
    on: {
      Card: ['Granted', 'ClerkMenu', 'CardRefused'],
      Tick: ['Granted', 'ClerkMenu'],
      Cancel: ['ClerkMenu'],
      HostGone: ['Granted', 'ClerkMenu'],
      ...cardUsed,
    },
  },
  SealEntry: {
    says: 'six digits of the document seal',
    on: { ...typing('SealEntry'), Ok: ['SealConfirm', 'DutyNotice'], Cancel: ['ClerkMenu'], Idle: rest, ...cardUsed },
  },
  SealConfirm: {
    says: 'the document seal once more, large; sealing equals a signature',
    on: { Ok: ['SealWaiting', 'DutyNotice'], Back: ['SealEntry'], Cancel: ['ClerkMenu'], Idle: rest, ...cardUsed },
  },
  SealWaiting: { says: 'the card seals', on: cardWaits('SealWaiting', 'SealShown', 'DutyNotice') },
  SealShown: {
    says: 'the issuer seal, until a key is pressed',
    on: { Ok: home.concat('Locked'), Cancel: home.concat('Locked'), Idle: ['SealShown'], ...cardsPass('SealShown') },
  },
  ResponseEntry: {
    says: 'six digits of the login number',
    on: {
      ...typing('ResponseEntry'),
      Ok: ['ResponseConfirm', 'DutyNotice'],
      Cancel: ['ClerkMenu'],
      Idle: rest,
      ...cardUsed,
    },
  },
  ResponseConfirm: {
    says: 'the login number once more, large',
    on: { Ok: ['ResponseWaiting'], Back: ['ResponseEntry'], Cancel: ['ClerkMenu'], Idle: rest, ...cardUsed },
  },
  ResponseWaiting: { says: 'the card answers', on: cardWaits('ResponseWaiting', 'ResponseShown', 'DutyNotice') },
  ResponseShown: {
    says: 'the response, until a key is pressed',
    on: {
      Ok: home.concat('Locked'),
      Cancel: home.concat('Locked'),
      Idle: ['ResponseShown'],
      ...cardsPass('ResponseShown'),
    },
  },
  CardInfo: {
    says: 'holder, id, keys with validity, tries, counters',
    on: { ...choosing('CardInfo'), Ok: ['ClerkMenu'], Cancel: ['ClerkMenu'], Idle: rest, CardOut: ['NoCard'] },
  },

  // The device itself
  DeviceMenu: {
    says: 'language, self test, version, settings',
    on: {
      ...choosing('DeviceMenu'),
      Digit: ['DeviceMenu', 'Language', 'SelfTest', 'Version', 'SettingsCode', 'CodeWrong'],
      Ok: ['Language', 'SelfTest', 'Version', 'SettingsCode', 'CodeWrong'],
      Cancel: home,
      Idle: rest,
      ...cardsPass('DeviceMenu'),
    },
  },
  Language: {
    says: 'the language',
    on: {
      ...choosing('Language'),
      Ok: ['DeviceMenu', 'Notice'],
      Cancel: ['DeviceMenu'],
      Idle: rest,
      ...cardsPass('Language'),
    },
  },
  SelfTest: {
    says: 'tests itself with known answers',
    on: { Done: ['Notice', 'Stopped'], Tick: ['SelfTest'], ...cardsPass('SelfTest') },
  },
  Version: {
    says: 'version and firmware digest',
    on: { ...choosing('Version'), Ok: ['DeviceMenu'], Cancel: ['DeviceMenu'], Idle: rest, ...cardsPass('Version') },
  },
  SettingsCode: {
    says: 'the device code',
    on: {
      ...typing('SettingsCode'),
      Ok: ['CodeChecking', 'Notice'],
      Cancel: ['DeviceMenu'],
      Idle: rest,
      ...cardsPass('SettingsCode'),
    },
  },
  CodeChecking: {
    says: 'checks the device code',
    on: { Done: ['SettingsMenu', 'CodeWrong', 'Notice'], Tick: ['CodeChecking'], ...cardsPass('CodeChecking') },
  },
  CodeWrong: {
    says: 'wrong device code, and how long to wait',
    on: {
      Ok: ['CodeWrong', 'SettingsCode'],
      Tick: ['CodeWrong'],
      Cancel: ['DeviceMenu'],
      Idle: rest,
      ...cardsPass('CodeWrong'),
    },
  },
  SettingsMenu: {
    says: 'the settings behind the device code',
    on: {
      ...choosing('SettingsMenu'),
      Digit: ['SettingsMenu', ...settingsItems],
      Ok: settingsItems,
      Cancel: ['DeviceMenu'],
      Idle: rest,
      ...cardsPass('SettingsMenu'),
    },
  },
  TimeoutEntry: {
    says: 'minutes until the PIN is asked again',
    on: {
      ...typing('TimeoutEntry'),
      Ok: ['Notice'],
      Cancel: ['SettingsMenu'],
      Idle: rest,
      ...cardsPass('TimeoutEntry'),
    },
  },
  Hosts: {
    says: 'the hosts that are paired, and a page to pair another',
    on: {
      ...choosing('Hosts'),
      Ok: ['HostRemove', 'Pairing'],
      Cancel: ['SettingsMenu'],
      Idle: rest,
      ...cardsPass('Hosts'),
    },
  },
  HostRemove: {
    says: 'whether to remove this host',
    on: { Ok: ['Notice'], Cancel: ['Hosts'], Idle: rest, ...cardsPass('HostRemove') },
  },
  Pairing: {
    says: 'pairing is open for a host, for two minutes',
    on: {
      Tick: ['Pairing', 'Notice'],
      Cancel: ['Hosts'],
      Ask: ['PairDigits'],
      HostGone: ['Pairing', 'Notice'],
      ...cardsPass('Pairing'),
    },
  },
  PairDigits: {
    says: 'the six digits that the host must show too',
    on: {
      Ok: ['Notice'],
      Tick: ['PairDigits', 'Notice'],
      Cancel: ['Pairing', 'Notice'],
      HostGone: ['Pairing', 'Notice'],
      ...cardsPass('PairDigits'),
    },
  },
  ClockAsked: {
    says: 'a time that a host proposes, beside the old one',
    on: { Ok: goBack, Cancel: goBack, HostGone: goBack, Idle: rest, ...cardsPass('ClockAsked') },
  },
  Documents: {
    says: 'whether documents that cannot be shown may be sealed',
    on: { Ok: ['Notice'], Cancel: ['Notice'], Back: ['SettingsMenu'], Idle: rest, ...cardsPass('Documents') },
  },
  Updates: {
    says: 'whether hosts may bring new firmware',
    on: { Ok: ['Notice'], Cancel: ['Notice'], Back: ['SettingsMenu'], Idle: rest, ...cardsPass('Updates') },
  },
  UpdateAsked: {
    says: 'version and digest of new firmware; OK counts on the last page',
    on: {
      ...choosing('UpdateAsked'),
      Ok: ['UpdateAsked', 'UpdateStarts', ...goBack],
      Cancel: goBack,
      HostGone: goBack,
      Idle: rest,
      ...cardsPass('UpdateAsked'),
    },
  },
  UpdateStarts: {
    says: 'the new firmware starts in a moment',
    on: { Tick: ['UpdateStarts'], ...cardsPass('UpdateStarts') },
  },
  EraseAsk: {
    says: 'whether to erase everything',
    on: { Digit: ['EraseAsk', 'Erasing'], Cancel: ['SettingsMenu'], Idle: rest, ...cardsPass('EraseAsk') },
  },
  Erasing: { says: 'erases, then starts anew', on: { Done: ['Erasing'], Tick: ['Erasing'], ...cardsPass('Erasing') } },
  Notice: {
    says: 'one sentence, then on to the state it was made for',
    on: {
      Ok: [
        ...home,
        'CodeNew',
        'ClockEntry',
        'TerminalAsk',
        'TerminalKey',
        'DeviceMenu',
        'SettingsCode',
        'SettingsMenu',
        'TimeoutEntry',
        'Hosts',
      ],
      Idle: rest,
      ...cardsPass('Notice'),
    },
  },
  PinNotice: {
    says: 'one sentence about a PIN',
    on: { Ok: [...home, 'PinEntry', 'OldPin', 'NewPin'], Idle: rest, ...cardUsed },
  },
  DutyNotice: {
    says: 'one sentence about a seal or a response',
    on: { Ok: [...home, 'SealEntry', 'ResponseEntry'], Idle: rest, ...cardUsed },
  },
  Stopped: { says: 'stopped, with a number; only power off and on helps', on: {} },
};
