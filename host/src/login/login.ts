// Login by one-time response (seal document 9.4): the system shows six digits, the clerk's card answers six others, the system
// computes the same. Called by the bridge, the CLI, the middleware and the PAM command.
import { randomInt } from 'node:crypto';
import type { Notice, People } from '../keys/people.ts';
import { noRights, type Person, type Rights, requireUser } from '../keys/person.ts';
import { sameDigits } from '../seal/digits.ts';
import { drawChallenge, type Random } from './challenge.ts';
import type { LoginState, UserState } from './login-state.ts';
import { type LoginPolicy, requirePolicy } from './policy.ts';

export interface Challenge {
  /** Six digits, zeros in front kept. */
  challenge: string;
  /** ISO 8601. */
  expires: string;
}

export type LoginReason =
  | 'right'
  /** Enter alone: an ordinary user without sealing rights, whom nothing has proved. */
  | 'ordinary'
  | 'wrong'
  | 'no-challenge'
  | 'expired'
  /** Too many wrong answers in a row; an officer opens the way again. */
  | 'locked'
  /** Too many wrong answers by all users together; wait. */
  | 'throttled'
  /** The answer was right, but its key is not valid now, or its card was revoked. */
  | 'key-not-valid';

export interface LoginVerdict {
  ok: boolean;
  reason: LoginReason;
  /** Answers that this challenge still takes. */
  attemptsLeft: number;
  rights: Rights;
  /** What happened to the user's keys while he was away. */
  notices: Notice[];
}

export type LoginEvent = { at: Date; user: string; event: 'challenge' | 'unlocked' | LoginReason; officer?: string };

export interface LoginOptions {
  state: LoginState;
  people: People;
  policy?: Partial<LoginPolicy>;
  /** Milliseconds since 1970. */
  clock?: () => number;
  random?: Random;
  /** For the journal; a login counts only once this is done. */
  onEvent?: (event: LoginEvent) => void | Promise<void>;
}

export interface Login {
  readonly policy: LoginPolicy;
  /**
   * A new challenge; it takes the place of an open one. With `again` after a wrong answer: the procedure is repeated, and only
   * the answers are left that were left.
   */
  challenge(user: string, again?: boolean): Promise<Challenge>;
  /** With `keepNotices` for a caller that cannot show them: the next login does. */
  verify(user: string, response: string, keepNotices?: boolean): Promise<LoginVerdict>;
  isLocked(user: string): boolean;
  lockedUsers(): string[];
  /** Lets a locked user try again; whoever calls has asked whether `officer` may (`unlock-user`). */
  unlock(user: string, officer: string): Promise<void>;
}

const hourMs = 3600 * 1000;
/** A clock that is set by the network may step back so far. */
const toleratedMs = 2000;

export function openLogin(options: LoginOptions): Login {
  const { state, people, clock = Date.now, random = randomInt, onEvent = () => {} } = options;
  const policy = requirePolicy(options.policy);
  const locked = ({ failures }: UserState): boolean => failures >= policy.lockAfter;
  const tell = async (user: string, at: number, event: LoginEvent['event'], officer?: string): Promise<void> =>
    onEvent({ at: new Date(at), user, event, ...(officer === undefined ? {} : { officer }) });

  /** The time; a clock that went back closes all open challenges, or they would live longer. */
  function now(): number {
    const [read, seen] = [clock(), state.mark('latest-time')];
    if (read < seen - toleratedMs) state.closeAll();
    const at = read < seen && read >= seen - toleratedMs ? seen : read;
    state.setMark('latest-time', at);
    return at;
  }

  /** Shows an open challenge again to whoever asks too often: nobody can use up the numbers of another. */
  function challengeFor(user: string, at: number, again: boolean): UserState {
    const [before, known] = [state.user(user), people.find(user) !== undefined];
    const often = state.drawnSince(user, at - 24 * hourMs) >= policy.drawsPerDay;
    if (often && before.challenge !== '' && at < before.expiresAt) return before;
    const challenge = drawChallenge(user, at, state, policy, random);
    const expiresAt = at + policy.challengeMinutes * 60_000;
    const attemptsLeft = again && before.attemptsLeft > 0 ? before.attemptsLeft : policy.attempts;
    const after = { ...before, challenge, expiresAt, attemptsLeft };
    state.put(after, known, at);
    return after;
  }

  /** Order matters: the answer is counted as wrong and synced before it is looked at, so a crash gives no free try. */
  function count(user: string): { at: number; asked: UserState; refused?: LoginReason } {
    return state.change(() => {
      const at = now();
      const asked = state.user(user);
      if (locked(asked)) return { at, asked, refused: 'locked' };
      if (state.wrongSince(at - hourMs) >= policy.wrongPerHour) return { at, asked, refused: 'throttled' };
      if (asked.challenge === '') return { at, asked, refused: 'no-challenge' };
      if (at >= asked.expiresAt) {
        state.close(user, asked.challenge);
        return { at, asked: { ...asked, attemptsLeft: 0 }, refused: 'expired' };
      }
      const { failures, attemptsLeft } = asked;
      const counted = { ...asked, failures: failures + 1, attemptsLeft: attemptsLeft - 1 };
      // The last answer closes the challenge at once.
      state.put(attemptsLeft > 1 ? counted : { ...counted, challenge: '' }, people.find(user) !== undefined, at);
      state.addWrong(at);
      return { at, asked: counted };
    });
  }

  /** Every key is tried and compared whole. */
  function judge(user: string, challenge: string, response: string, at: number): LoginReason {
    let reason: LoginReason = 'wrong';
    for (const { digits6, generation, valid } of people.responses(user, challenge, new Date(at))) {
      // A decoy is no key, whatever somebody guesses.
      const right = sameDigits(digits6, response) && generation > 0;
      if (right && valid) reason = 'right';
      else if (right && reason === 'wrong') reason = 'key-not-valid';
    }
    return reason;
  }

  /** The counted answer was right: takes it back, unless another answer used the challenge up meanwhile. */
  function accept(asked: UserState, at: number): boolean {
    const { user, challenge, attemptsLeft } = asked;
    return state.change(() => {
      const last = attemptsLeft === 0 && state.user(user).challenge === '';
      if (!last && !state.close(user, challenge)) return false;
      state.setFailures(user, 0);
      state.removeWrong(at);
      return true;
    });
  }

  return {
    policy,
    async challenge(given, again = false) {
      const user = requireUser(given);
      const { challenge, expiresAt } = state.change(() => challengeFor(user, now(), again));
      await tell(user, clock(), 'challenge');
      return { challenge, expires: new Date(expiresAt).toISOString() };
    },
    async verify(given, typed, keepNotices = false) {
      const user = requireUser(given);
      const response = typed.replace(/\s/g, '');
      const answer = async (reason: LoginReason, attemptsLeft: number, at: number, rights = noRights) => {
        await tell(user, at, reason);
        const ok = reason === 'right' || reason === 'ordinary';
        const notices = reason === 'right' && !keepNotices ? people.takeNotices(user) : [];
        return { ok, reason, attemptsLeft, rights, notices };
      };
      if (response === '') {
        state.change(() => state.close(user, state.user(user).challenge));
        return answer('ordinary', 0, clock());
      }
      const { at, asked, refused } = count(user);
      if (refused) return answer(refused, asked.attemptsLeft, at);
      const reason = judge(user, asked.challenge, response, at);
      const person = people.find(user);
      if (reason !== 'right' || !person) return answer(reason, asked.attemptsLeft, at);
      if (!accept(asked, at)) return answer('no-challenge', 0, at);
      return answer('right', 0, at, rightsOf(person));
    },
    isLocked: (user) => locked(state.user(requireUser(user))),
    lockedUsers: () => state.failing(policy.lockAfter),
    async unlock(given, officer) {
      const user = requireUser(given);
      state.change(() => state.setFailures(user, 0));
      await tell(user, clock(), 'unlocked', officer);
    },
  };
}

export const rightsOf = ({ roles, procedure }: Person): Rights => ({
  seal: roles.includes('clerk'),
  procedure,
  roles: [...roles],
});
