// What can be configured, for config.ts and the nouns. A setting stands here once it is used, not before.

export interface Setting {
  name: string;
  about: string;
  /** Value when no layer gives one; undefined means that a command has to be told. */
  fallback?: string;
}

export const settings: Setting[] = [
  { name: 'device', about: 'device used when --device is not given' },
  { name: 'profile', about: 'sealing profile used when --profile is not given' },
  { name: 'keys', about: 'key file of the verifier, used when --keys is not given' },
  { name: 'journal', about: 'file or postgres://… address of the journal; a password stands in PGPASSFILE' },
  { name: 'journal-key', about: "file of the key that signs the journal's checkpoints" },
  { name: 'office', about: 'folder of the key store and the login state' },
  {
    name: 'login-recipe',
    about: 'challenges of the log-in: random, or document for the recipe of the seal document, 100 a day',
    fallback: 'random',
  },
  { name: 'idle-minutes', about: 'minutes without an act after which a log-in ends, 1 to 30', fallback: '15' },
  { name: 'bridge-port', about: 'port of the bridge on 127.0.0.1, 0 for any free one', fallback: '0' },
  {
    name: 'bridge-origins',
    about: 'web pages elsewhere that may use the bridge with a token: origins, blanks between',
  },
  { name: 'customs', about: 'address where the bridge sends sealed documents; without it they wait to be fetched' },
  { name: 'bridge-log', about: 'how much the bridge logs: debug, info, warn or error', fallback: 'info' },
  { name: 'external-module', about: 'absolute path of the wasm module of seal method external' },
  { name: 'external-sha256', about: 'SHA-256 that this module must have, in hex' },
];

/** Environment variable of a setting: `profile` is SIGILLATOR_PROFILE. */
export const environmentName = (name: string): string => `SIGILLATOR_${name.toUpperCase().replaceAll('-', '_')}`;
