// The public library `@sigillator/host`. In a browser import the parts by themselves and call `useBulk` first.
import './edifact/load-node.ts';

export { type ProfileId, profiles } from '@sigillator/protocol/tables/profiles';
export type { BridgeAddress } from './bridge/bridge-file.ts';
export { type BridgeClient, type BridgeSeal, type OpenBridgeOptions, openBridge } from './bridge/client.ts';
export { type ConnectOptions, connect } from './device/connect.ts';
export { Device, type Language, languages } from './device/device.ts';
export { hostKeyFile, loadHostKey } from './device/host-key.ts';
export { checkChain, type JournalRow } from './device/journal.ts';
export type { SealDocumentsOptions, SealRequest } from './device/seal-documents.ts';
export type { SealResult } from './device/seal-result.ts';
export { type Charset, charsetNames, charsetOf } from './edifact/charset.ts';
export { type CheckOptions, checkEnvelopes, EnvelopeChecker } from './edifact/check.ts';
export { type ContrlOptions, writeContrl } from './edifact/contrl.ts';
export { useBulk } from './edifact/engine.ts';
export { type EdifactError, type SyntaxErrorCode, syntaxErrors } from './edifact/error-codes.ts';
export { type EventHandler, EventReader } from './edifact/events.ts';
export { type MessageRow, messageRows } from './edifact/message-tables.ts';
export { defaultService, type ReaderOptions, readSegments, SegmentReader, streamSegments } from './edifact/reader.ts';
export type { Segment } from './edifact/segment.ts';
export { type ComponentRow, type ElementRow, segmentRows, segmentTags } from './edifact/segment-tables.ts';
export type { EndProblem, ServiceCharacters } from './edifact/token-stream.ts';
export { tokenTable } from './edifact/token-table.ts';
export {
  type ElementData,
  type SegmentData,
  type WriteOptions,
  writeAdvice,
  writeSegment,
  writeSegments,
} from './edifact/writer.ts';
export { SealError, type SealErrorOptions } from './errors.ts';
export { Link, type LinkOptions, type RequestOptions } from './link/link.ts';
export { type KeyPair, keyPairOf } from './link/noise.ts';
export { type RecordedMessage, recorder } from './link/recorder.ts';
export { ReplayDevice } from './link/replay.ts';
export { loginPlugin } from './login/fastify-plugin.ts';
export { loginMiddleware, type Middleware, type MiddlewareOptions, requireSealing } from './login/middleware.ts';
export { type LoginService, remoteLogin } from './login/remote-login.ts';
export {
  type ByteRange,
  type DocumentField,
  type DocumentScope,
  type ScopeOptions,
  scopeOf,
  scopesOf,
} from './scope/scope.ts';
export {
  bankgirotKvv,
  bankgirotMac,
  normaliseBankgirot,
  sealBankgirotFile,
  verifyBankgirotFile,
} from './seal/bankgirot.ts';
export { compressSeal } from './seal/digits.ts';
export { type Explanation, explainDocumentSeal, explainIssuerSeal } from './seal/explain.ts';
export { type DigitsMaker, ExternalMethod, type ExternalOptions, loadExternal } from './seal/external.ts';
export { type InternalDocument, type InternalValue, internalBytes, internalSeal, sealField } from './seal/internal.ts';
export { parseKeysFile, type VerifierKey } from './seal/keys-file.ts';
export {
  documentSealBy,
  type MethodId,
  methodIds,
  type SealMethod,
  type SealMethods,
  sealMethods,
} from './seal/methods.ts';
export { cardSuite, type OcraInputs, ocra } from './seal/ocra.ts';
export { documentSeal, documentSeals, issuerSeal, openKey, type Seal } from './seal/open-1.ts';
export { placedSeals, placeSeals } from './seal/place.ts';
export { oneTimeResponse, type ResponseOptions, type ResponseVerdict, verifyResponse } from './seal/response.ts';
export { sha256Hex } from './seal/sha256.ts';
export { type Evidence, parseEvidence, type Verification, type VerifyOptions, verifyDocument } from './seal/verify.ts';
export type { Transport } from './transport/transport.ts';
