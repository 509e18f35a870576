// Every error that a device may answer over the wire: number, sentence, what a program should do, exit code of the CLI.
// Sentences are for people and live on the host; the device sends the number only.

export interface WireError {
  number: number;
  name: string;
  sentence: string;
  /** True where the same request may succeed later without any change to it. */
  retryable: boolean;
  /** Exit code of the CLI, as in the table of exit codes. */
  exit: 1 | 3 | 4 | 5 | 6 | 7 | 8;
}

const error = (
  number: number,
  name: string,
  exit: WireError['exit'],
  retryable: boolean,
  sentence: string,
): WireError => ({ number, name, sentence, retryable, exit });

export const errors: readonly WireError[] = [
  error(1, 'bad-frame', 1, true, 'The device got a damaged frame; the connection starts anew.'),
  error(2, 'bad-message', 1, false, 'The device could not read the message: it is not the agreed encoding.'),
  error(
    3,
    'unknown-message',
    1,
    false,
    'The device does not know this message; its firmware may be older than the host.',
  ),
  error(4, 'bad-field', 1, false, 'A field of the message is missing, too long or out of range.'),
  error(5, 'version-refused', 1, false, 'Host and device share no protocol version; update the older of the two.'),
  error(6, 'no-session', 1, true, 'The request needs a session; connect again.'),
  error(7, 'not-paired', 5, false, 'This host is not paired with the device; pair it at the keypad first.'),
  error(8, 'wrong-state', 1, true, 'The request does not fit what the device is doing now.'),
  error(9, 'busy', 4, true, 'The device serves another host or the clerk is using it; try again in a moment.'),
  error(10, 'locked', 4, true, 'Another request of this host is still open; wait for it or cancel it.'),
  error(11, 'no-card', 7, true, 'No card is in the device; the clerk must insert one.'),
  error(
    12,
    'card-unfit',
    7,
    false,
    'The card in the device cannot do this: it is foreign, blocked, expired or lacks the key.',
  ),
  error(13, 'pin-missing', 7, true, 'The clerk has not given the PIN.'),
  error(
    14,
    'card-removed',
    7,
    true,
    'The card was taken out before the work was done; what was approved is finished once it is back.',
  ),
  error(15, 'refused', 5, false, 'The clerk refused on the device.'),
  error(16, 'timed-out', 6, true, 'Nobody answered on the device in time.'),
  error(17, 'cancelled', 5, true, 'The request was cancelled.'),
  error(
    18,
    'cannot-show',
    5,
    false,
    'The device cannot show this document, and documents it cannot show are not allowed.',
  ),
  error(
    19,
    'bad-document',
    1,
    false,
    'The document is not what the profile needs: the EDIFACT is broken or a field is missing.',
  ),
  error(20, 'digest-mismatch', 1, false, 'The bytes sent do not have the digest that was announced.'),
  error(
    21,
    'unknown-profile',
    1,
    false,
    'The device does not know the profile; see the device information for those it has.',
  ),
  error(22, 'too-large', 1, false, 'The document or batch is larger than the device takes.'),
  error(
    23,
    'request-reused',
    1,
    false,
    'This sequence number was used for another document; a number stands for one document.',
  ),
  error(
    24,
    'request-expired',
    1,
    false,
    'This sequence number is older than those the device remembers; it will not be sealed again.',
  ),
  error(25, 'request-unknown', 1, false, 'The device has no such request.'),
  error(26, 'journal-full', 1, true, 'The device journal is full; export and acknowledge it, then seal again.'),
  error(27, 'no-grant', 5, true, 'The clerk has not granted deciphering, or the grant is used up.'),
  error(28, 'pairing-closed', 5, true, 'The device is not in pairing; choose pairing in its settings first.'),
  error(29, 'pairing-failed', 5, true, 'Pairing failed: the numbers did not match or the clerk refused.'),
  error(
    30,
    'update-refused',
    5,
    false,
    'The device takes no firmware now: allow updates in its settings, then begin again.',
  ),
  error(
    31,
    'clock-refused',
    5,
    false,
    'The new time is before the newest journal row, or the device has no clock that keeps it.',
  ),
  error(32, 'key-missing', 7, false, 'The card has no such key; generate or load it first.'),
  error(33, 'internal', 1, false, 'The device met a condition that cannot happen; note the number on its display.'),
  error(
    34,
    'update-damaged',
    1,
    false,
    'The firmware file is damaged, or is none; get it again and compare its digest.',
  ),
  error(35, 'update-board', 1, false, 'The firmware file is for another board.'),
  error(36, 'update-older', 1, false, 'The firmware file is not newer than what the device runs; it never goes back.'),
  error(37, 'update-key', 5, false, 'The firmware file is signed by no key that this device trusts.'),
];
