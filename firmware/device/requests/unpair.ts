// unpair: the host asks to be forgotten. Its session goes on as that of a stranger.
import { WireError } from '../../../protocol/generated/firmware/wire';
import { noiseHostKey } from '../../shared/noise-handshake';
import { clearFields } from '../../shared/wire-codec';
import { hostRemove } from '../link/hosts';
import { ANSWER, hostsChanged, requestHost } from '../link/requests';
import { waitStop } from '../link/wait';
import { sealingCancel } from './sealing';

export function unpair(): u32 {
  waitStop(WireError.Cancelled);
  sealingCancel();
  if (!hostRemove(requestHost)) return WireError.Internal;
  hostsChanged(noiseHostKey);
  clearFields();
  return ANSWER;
}
