// Which screen file serves which state. Called by machine.ts.
import { On, State } from '../../../protocol/generated/firmware/states';
import { drawAskCode, enterAskCode, onAskCode } from './ask-code';
import { drawCardInfo, enterCardInfo, onCardInfo } from './card-info';
import { drawCardOpening, enterCardOpening, onCardOpening } from './card-opening';
import { drawClerkMenu, enterClerkMenu, onClerkMenu } from './clerk-menu';
import { drawClock, enterClock, onClock } from './clock';
import { drawClockAsked, onClockAsked } from './clock-asked';
import { drawDeviceMenu, enterDeviceMenu, onDeviceMenu } from './device-menu';
import { drawDocuments, onDocuments } from './documents';
import { drawErase, enterErase, onErase } from './erase';
import { drawHosts, enterHosts, onHosts } from './hosts';
import { drawGranted, enterGranted, onGranted } from './granted';
import { drawLanguage, enterLanguage, onLanguage } from './language';
import { drawNewCode, enterNewCode, onNewCode } from './new-code';
import { drawNoCard, enterNoCard, onNoCard } from './no-card';
import { drawNotice, enterNotice, onNotice } from './notice';
import { drawPairing, enterPairing, onPairing } from './pairing';
import { drawPin, enterPin, onPin } from './pin';
import { drawPinChange, enterPinChange, onPinChange } from './pin-change';
import { drawResponse, enterResponse, onResponse } from './response';
import { drawReview, enterReview, onReview } from './review';
import { drawSeal, enterSeal, onSeal } from './seal';
import { drawSelfTest, enterSelfTest, onSelfTest } from './self-test';
import { drawSettingsMenu, enterSettingsMenu, onSettingsMenu } from './settings-menu';
import { drawTerminal, enterTerminal, onTerminal } from './terminal-key';
import { drawTimeout, enterTimeout, onTimeout } from './timeout';
import { drawUpdateAsked, enterUpdateAsked, onUpdateAsked } from './update-asked';
import { drawVersion, enterVersion, onVersion } from './version';

/** What a state does when it is entered. */
export function enterScreen(state: State): void {
  switch (state) {
    case State.Start:
    case State.SelfTest:
      return enterSelfTest();
    case State.FirstLanguage:
    case State.Language:
      return enterLanguage();
    case State.CodeNew:
    case State.CodeAgain:
    case State.CodeStoring:
      return enterNewCode(state);
    case State.ClockEntry:
    case State.ClockConfirm:
      return enterClock(state);
    case State.TerminalAsk:
    case State.TerminalKey:
    case State.TerminalCheck:
      return enterTerminal(state);
    case State.NoCard:
    case State.CardPulled:
    case State.Locked:
      return enterNoCard(state);
    case State.CardOpening:
    case State.CardRefused:
      return enterCardOpening(state);
    case State.TryInterrupted:
    case State.LastTry:
    case State.PinEntry:
    case State.PinChecking:
    case State.PinWrong:
    case State.ClassicWarning:
    case State.PinFirst:
      return enterPin(state);
    case State.OldPin:
    case State.NewPin:
    case State.NewPinAgain:
    case State.PinChanging:
      return enterPinChange(state);
    case State.ClerkMenu:
      return enterClerkMenu();
    case State.Review:
    case State.ReviewLoading:
    case State.ReviewSealing:
      return enterReview(state);
    case State.Granted:
      return enterGranted();
    case State.SealEntry:
    case State.SealConfirm:
    case State.SealWaiting:
    case State.SealShown:
      return enterSeal(state);
    case State.ResponseEntry:
    case State.ResponseConfirm:
    case State.ResponseWaiting:
    case State.ResponseShown:
      return enterResponse(state);
    case State.CardInfo:
      return enterCardInfo();
    case State.DeviceMenu:
      return enterDeviceMenu();
    case State.Version:
      return enterVersion();
    case State.SettingsCode:
    case State.CodeChecking:
    case State.CodeWrong:
      return enterAskCode(state);
    case State.SettingsMenu:
      return enterSettingsMenu();
    case State.TimeoutEntry:
      return enterTimeout();
    case State.Hosts:
    case State.HostRemove:
      return enterHosts(state);
    case State.Pairing:
    case State.PairDigits:
      return enterPairing();
    case State.UpdateAsked:
    case State.UpdateStarts:
      return enterUpdateAsked(state);
    case State.EraseAsk:
    case State.Erasing:
      return enterErase(state);
    case State.Notice:
    case State.PinNotice:
    case State.DutyNotice:
      return enterNotice();
    default:
      return;
  }
}

/** Draws the state. */
export function drawScreen(state: State): void {
  switch (state) {
    case State.Start:
    case State.SelfTest:
      return drawSelfTest();
    case State.FirstLanguage:
    case State.Language:
      return drawLanguage(state);
    case State.CodeNew:
    case State.CodeAgain:
    case State.CodeStoring:
      return drawNewCode(state);
    case State.ClockEntry:
    case State.ClockConfirm:
      return drawClock(state);
    case State.TerminalAsk:
    case State.TerminalKey:
    case State.TerminalCheck:
      return drawTerminal(state);
    case State.NoCard:
    case State.CardPulled:
    case State.Locked:
      return drawNoCard(state);
    case State.CardOpening:
    case State.CardRefused:
      return drawCardOpening(state);
    case State.TryInterrupted:
    case State.LastTry:
    case State.PinEntry:
    case State.PinChecking:
    case State.PinWrong:
    case State.ClassicWarning:
    case State.PinFirst:
      return drawPin(state);
    case State.OldPin:
    case State.NewPin:
    case State.NewPinAgain:
    case State.PinChanging:
      return drawPinChange(state);
    case State.ClerkMenu:
      return drawClerkMenu();
    case State.Review:
    case State.ReviewLoading:
    case State.ReviewSealing:
      return drawReview(state);
    case State.Granted:
      return drawGranted();
    case State.SealEntry:
    case State.SealConfirm:
    case State.SealWaiting:
    case State.SealShown:
      return drawSeal(state);
    case State.ResponseEntry:
    case State.ResponseConfirm:
    case State.ResponseWaiting:
    case State.ResponseShown:
      return drawResponse(state);
    case State.CardInfo:
      return drawCardInfo();
    case State.DeviceMenu:
      return drawDeviceMenu();
    case State.Version:
      return drawVersion();
    case State.SettingsCode:
    case State.CodeChecking:
    case State.CodeWrong:
      return drawAskCode(state);
    case State.SettingsMenu:
      return drawSettingsMenu();
    case State.TimeoutEntry:
      return drawTimeout();
    case State.Hosts:
    case State.HostRemove:
      return drawHosts(state);
    case State.Pairing:
    case State.PairDigits:
      return drawPairing(state);
    case State.ClockAsked:
      return drawClockAsked();
    case State.Documents:
    case State.Updates:
      return drawDocuments(state);
    case State.UpdateAsked:
    case State.UpdateStarts:
      return drawUpdateAsked(state);
    case State.EraseAsk:
    case State.Erasing:
      return drawErase(state);
    case State.Notice:
    case State.PinNotice:
    case State.DutyNotice:
      return drawNotice();
    default:
      return;
  }
}

/** What follows from an event that the table allows. */
export function onScreen(state: State, on: On, argument: u32): State {
  switch (state) {
    case State.Start:
    case State.SelfTest:
      return onSelfTest(state, on);
    case State.FirstLanguage:
    case State.Language:
      return onLanguage(state, on);
    case State.CodeNew:
    case State.CodeAgain:
    case State.CodeStoring:
      return onNewCode(state, on, argument);
    case State.ClockEntry:
    case State.ClockConfirm:
      return onClock(state, on, argument);
    case State.TerminalAsk:
    case State.TerminalKey:
    case State.TerminalCheck:
      return onTerminal(state, on, argument);
    case State.NoCard:
    case State.CardPulled:
    case State.Locked:
      return onNoCard(state, on);
    case State.CardOpening:
    case State.CardRefused:
      return onCardOpening(state, on, argument);
    case State.TryInterrupted:
    case State.LastTry:
    case State.PinEntry:
    case State.PinChecking:
    case State.PinWrong:
    case State.ClassicWarning:
    case State.PinFirst:
      return onPin(state, on, argument);
    case State.OldPin:
    case State.NewPin:
    case State.NewPinAgain:
    case State.PinChanging:
      return onPinChange(state, on, argument);
    case State.ClerkMenu:
      return onClerkMenu(on, argument);
    case State.Review:
    case State.ReviewLoading:
    case State.ReviewSealing:
      return onReview(state, on, argument);
    case State.Granted:
      return onGranted(on, argument);
    case State.SealEntry:
    case State.SealConfirm:
    case State.SealWaiting:
    case State.SealShown:
      return onSeal(state, on, argument);
    case State.ResponseEntry:
    case State.ResponseConfirm:
    case State.ResponseWaiting:
    case State.ResponseShown:
      return onResponse(state, on, argument);
    case State.CardInfo:
      return onCardInfo(on);
    case State.DeviceMenu:
      return onDeviceMenu(on, argument);
    case State.Version:
      return onVersion(on);
    case State.SettingsCode:
    case State.CodeChecking:
    case State.CodeWrong:
      return onAskCode(state, on, argument);
    case State.SettingsMenu:
      return onSettingsMenu(on, argument);
    case State.TimeoutEntry:
      return onTimeout(on, argument);
    case State.Hosts:
    case State.HostRemove:
      return onHosts(state, on);
    case State.Pairing:
    case State.PairDigits:
      return onPairing(state, on);
    case State.ClockAsked:
      return onClockAsked(on);
    case State.Documents:
    case State.Updates:
      return onDocuments(state, on);
    case State.UpdateAsked:
    case State.UpdateStarts:
      return onUpdateAsked(state, on);
    case State.EraseAsk:
    case State.Erasing:
      return onErase(state, on, argument);
    case State.Notice:
    case State.PinNotice:
    case State.DutyNotice:
      return onNotice(state, on);
    default:
      return state;
  }
}
