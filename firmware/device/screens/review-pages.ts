// Draws the pages of a review: the list of a batch, the fields of a document, a certificate request, a grant, a
// package of
// keys. Called by review.ts. The approve key counts only once the last page has been drawn.
import { FIELD_DOCUMENT_SEAL, FIELD_ISSUER_SEAL } from '../../../protocol/generated/firmware/profiles';
import { Text } from '../../../protocol/generated/firmware/texts';
import { compress18to6 } from '../../shared/compress';
import { drawData } from '../display/data';
import {
  flowBegin, flowData, flowKeep, flowNumber, flowPage, flowPages, flowRow, flowText, flowUtf8,
} from '../display/flow';
import { drawHint, drawText, drawTitle, textWidth } from '../display/sentence';
import { drawCodes, drawNumber } from '../display/text';
import { Asked, askedFor } from '../documents/asking';
import { batch, INTENT_SEAL, intentOf, Summary, summaryId, summaryOf } from '../documents/batch';
import { CSR_NAMES, csrEncrypts, csrGenerates, csrName, csrNameLength } from '../documents/csr';
import {
  detailBytes, detailField, DetailFlag, detailFlags, detailLength, detailsMore, detailsNextOf, detailsStart,
} from '../documents/details';
import { grantMinutes, grantWished } from '../documents/grant';
import { hostName, hostNameLength } from '../link/hosts';
import { requestHost } from '../link/requests';

/** In place of a document: the list of the batch. */
export const LIST: u32 = 0xff;

@unmanaged
export class Review {
  /** The document whose fields are shown, or LIST. */
  document: u32;
  page: u32;
  pages: u32;
  /** 1 once the last page was drawn: then OK approves. */
  seen: u32;
  /** First document on the page of the list; the page to come back to. */
  first: u32;
  listPage: u32;
}
export const review = changetype<Review>(memory.data(24, 4));

/** A new question: nothing of it has been seen. */
export function reviewBegin(): void {
  memory.fill(changetype<usize>(review), 0, offsetof<Review>());
  review.document = askedFor() == Asked.Documents && batch.count > 1 ? LIST : 0;
}

const six: usize = memory.data(8, 4);
/** Where the six digits of a document end in the list. */
const DIGITS_COLUMN: u32 = 15;

export function drawPages(): void {
  flowBegin(review.page);
  const documents = askedFor() == Asked.Documents;
  if (askedFor() == Asked.Csr) drawCsr();
  else if (askedFor() == Asked.Grant) drawGrant();
  else if (askedFor() == Asked.Package) drawPackage();
  else if (review.document == LIST) drawList();
  else drawDocument();
  review.pages = flowPages();
  const inBatch = documents && review.document != LIST && batch.count > 1;
  const last = review.page + 1 == review.pages && !(documents && review.document != LIST && detailsMore());
  if (last && !inBatch) review.seen = 1;
  if (inBatch) drawHint(Text.HintDetails);
  else if (review.seen) drawHint(Text.HintApprove);
  else drawHint(review.document == LIST ? Text.HintList : Text.HintReview);
}

function drawHost(): void {
  drawText(0, flowRow(), Text.ReviewFrom);
  flowData(1, hostName(requestHost), hostNameLength(requestHost));
}

/** Host, number and size of the documents; each document; the statement. */
function drawList(): void {
  drawTitle(Text.ReviewListTitle);
  drawHost();
  flowNumber(Text.ReviewDocuments, batch.count - batch.known);
  flowNumber(Text.ReviewBytes, batch.bytes);
  review.first = LIST;
  for (let index: u32 = batch.known; index < batch.count; index++) drawSummary(index);
  if (review.first == LIST) review.first = batch.known;
  flowText(Text.ReviewEquals);
}

/** Number, message type, destination and six digits; the customs id; what is not sealed. */
function drawSummary(index: u32): void {
  const summary = summaryOf(index);
  flowKeep(2);
  if (review.first == LIST && flowPage() == review.page) review.first = index;
  const row = flowRow();
  const column = drawNumber(0, row, index + 1) + 1;
  const type = changetype<usize>(summary) + offsetof<Summary>('type0');
  if (!summary.unshown) {
    drawData(column, row, type, summary.typeLength);
    drawData(column + 7, row, changetype<usize>(summary) + offsetof<Summary>('destination'), summary.destinationLength);
  }
  drawSix(DIGITS_COLUMN, row, index);
  if (summary.unshown) drawText(0, flowRow(), Text.ReviewUnshown);
  else flowData(0, summaryId(index), summary.idLength);
  if (summary.idCut) drawText(0, flowRow(), Text.ReviewIdMore);
  if (summary.goods > 0) flowNumber(Text.ReviewGoods, summary.goods);
  if (summary.purpose != 0) drawText(0, flowRow(), <Text>(<u32>Text.PurposeSeal + summary.purpose));
  if (summary.unsealed) drawText(0, flowRow(), Text.ReviewSome);
}

function drawSix(column: u32, row: u32, index: u32): void {
  compress18to6(intentOf(index) + INTENT_SEAL, six);
  drawCodes(column, row, six, 6);
}

/** The fields of one document: who asks, what it is, its six digits, then every field with all repetitions. */
function drawDocument(): void {
  const index = review.document;
  const summary = summaryOf(index);
  drawTitle(Text.ReviewSealTitle);
  if (detailsStart() == 0) {
    drawHost();
    if (batch.count > 1) flowNumber(Text.ReviewNumber, index + 1);
    drawText(0, flowRow(), <Text>(<u32>Text.PurposeSeal + summary.purpose));
    drawText(0, flowRow(), <Text>(<u32>Text.ProfileTdr041 + summary.profile - 1));
    const row = flowRow();
    drawText(0, row, Text.ReviewSeal);
    drawSix(textWidth(Text.ReviewSeal) + 1, row, index);
    if (summary.unshown) {
      drawText(0, flowRow(), Text.ReviewUnshown);
      flowNumber(Text.ReviewBytes, summary.length);
    }
  }
  for (let record = detailsNextOf(0); record != 0; record = detailsNextOf(record)) drawDetail(record);
  if (!detailsMore() && batch.count == 1) flowText(Text.ReviewEquals);
}

function drawDetail(record: usize): void {
  const field = detailField(record);
  const flags = detailFlags(record);
  if (!(flags & DetailFlag.Continued)) {
    // Seal fields are no content of the document: whether they count is the rule of the profile.
    const content = field != FIELD_DOCUMENT_SEAL && field != FIELD_ISSUER_SEAL;
    const unsealed = content && !(flags & DetailFlag.Sealed);
    flowKeep(unsealed ? 3 : 2);
    drawText(0, flowRow(), <Text>(<u32>Text.FieldCustomsId + field - 1));
    if (unsealed) drawText(0, flowRow(), Text.ReviewUnsealed);
  }
  flowData(1, detailBytes(record), detailLength(record));
}

function drawCsr(): void {
  drawTitle(Text.CsrTitle);
  drawHost();
  drawText(0, flowRow(), csrEncrypts() ? Text.CsrEncryption : Text.CsrSignature);
  if (csrGenerates()) drawText(0, flowRow(), Text.CsrGenerate);
  for (let name: u32 = 0; name < CSR_NAMES; name++) {
    if (csrNameLength(name) == 0) continue;
    flowKeep(2);
    drawText(0, flowRow(), <Text>(<u32>Text.CsrCountry + name));
    flowUtf8(1, csrName(name), csrNameLength(name));
  }
}

function drawGrant(): void {
  drawTitle(Text.GrantTitle);
  drawHost();
  flowNumber(Text.GrantTimes, grantWished());
  flowNumber(Text.GrantMinutes, grantMinutes());
}

function drawPackage(): void {
  drawTitle(Text.PackageTitle);
  drawHost();
  flowText(Text.PackageAbout);
}
