// info: what the device is.
import { BATCH_MAXIMUM, InfoAnswer, MAX_DOCUMENT } from '../../../protocol/generated/firmware/wire';
import { clearFields, setNumber, setString } from '../../shared/wire-codec';
import { clockRead, developmentKey, firmwareDigest } from '../board';
import { currentLanguage } from '../display/sentence';
import { highestSealed } from '../documents/sealing';
import { deviceSerial } from '../link/device-keys';
import { ANSWER, requestHost } from '../link/requests';
import { otherCount } from './language-set';
import { journalCapacity, journalRows } from './sealing';

const SERIAL: u32 = 8;
const digest: usize = memory.data(32, 4);
const languages: usize = memory.data<u8>([115, 118, 32, 101, 110, 32, 102, 114]); // "sv en fr"
const LANGUAGES_LENGTH: u32 = 8;

export function info(): u32 {
  firmwareDigest(digest);
  clearFields();
  setString(InfoAnswer.Serial, deviceSerial(), SERIAL);
  setString(InfoAnswer.FirmwareDigest, digest, 32);
  setString(InfoAnswer.Languages, languages, LANGUAGES_LENGTH);
  setNumber(InfoAnswer.Language, otherCount(currentLanguage()));
  setNumber(InfoAnswer.BatchMaximum, BATCH_MAXIMUM);
  setNumber(InfoAnswer.MaxDocument, MAX_DOCUMENT);
  setNumber(InfoAnswer.Clock, clockRead());
  setNumber(InfoAnswer.JournalRows, journalRows());
  setNumber(InfoAnswer.JournalCapacity, journalCapacity());
  setNumber(InfoAnswer.Sequence, highestSealed(requestHost));
  setNumber(InfoAnswer.Development, developmentKey());
  return ANSWER;
}
