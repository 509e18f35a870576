// hello: the one message that anybody is answered. Called by link.ts.
import {
  Hello, HelloAnswer, MAX_MESSAGE, PROTOCOL_OLDEST, PROTOCOL_VERSION, WINDOW, WireError,
} from '../../../protocol/generated/firmware/wire';
import { clearFields, fieldNumber, setNumber, setString } from '../../shared/wire-codec';
import { versionLength, versionText } from '../../../protocol/generated/firmware/version';

/** Puts the answer into the fields, or answers the error. */
export function hello(): WireError {
  const oldest = fieldNumber(Hello.Oldest);
  const newest = fieldNumber(Hello.Newest);
  if (newest < PROTOCOL_OLDEST || oldest > PROTOCOL_VERSION || oldest > newest) return WireError.VersionRefused;
  clearFields();
  setNumber(HelloAnswer.Protocol, min<u32>(newest, PROTOCOL_VERSION));
  setString(HelloAnswer.Firmware, versionText, versionLength);
  setNumber(HelloAnswer.MaxMessage, MAX_MESSAGE);
  setNumber(HelloAnswer.Window, WINDOW);
  return 0;
}
