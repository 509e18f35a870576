// store-test.wasm: the store alone behind plain exports, for its tests. Never part of a device.
export {
  storeAbort, storeBegin, storeCommit, storeDelete, storeFormatStep, storeIdle, storeInit, storeLength, storeNextKey,
  storePut, storeRead, storeRoom, storeSave, storeWear,
} from '../shared/store';
export { counterRaise, counterRead, counterWrite } from '../shared/store-counter';
export { capacity, readyGoal } from '../shared/store-idle';
export { formatWasCut } from '../shared/store-sectors';
export function heap(): usize { return (__heap_base + 15) & ~15; }
