// cancel: ends the wait and the open batch of this host; what was sealed stays sealed.
import { WireError } from '../../../protocol/generated/firmware/wire';
import { clearFields } from '../../shared/wire-codec';
import { ANSWER } from '../link/requests';
import { waitStop } from '../link/wait';
import { sealingCancel } from './sealing';

export function cancel(): u32 {
  waitStop(WireError.Cancelled);
  sealingCancel();
  clearFields();
  return ANSWER;
}
