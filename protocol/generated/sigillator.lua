-- Generated from protocol/tables by `npm run generate`; do not edit.
-- Load with: tshark -X lua_script:sigillator.lua -d tcp.port==PORT,sigillator
-- Session frames are encrypted; a recording made with the session's plain messages shows them as kind 0.

local kinds = {
  [0] = "plain",
  [1] = "handshake",
  [2] = "session",
}

local names = {
  [1] = "hello",
  [2] = "info",
  [3] = "card",
  [4] = "seal-begin",
  [5] = "seal-document",
  [6] = "seal-data",
  [7] = "seal-approve",
  [8] = "seal-result",
  [9] = "cancel",
  [10] = "pair-begin",
  [11] = "pair-reveal",
  [12] = "pair-finish",
  [13] = "unpair",
  [14] = "journal",
  [15] = "journal-acknowledge",
  [16] = "clock-set",
  [17] = "language-set",
  [18] = "csr",
  [19] = "read-blob",
  [20] = "decipher-grant",
  [21] = "decipher",
  [22] = "key-package",
  [23] = "update-begin",
  [24] = "update-data",
  [25] = "update-finish",
  [0] = "error",
  [127] = "progress",
}

local error_names = {
  [1] = "bad-frame",
  [2] = "bad-message",
  [3] = "unknown-message",
  [4] = "bad-field",
  [5] = "version-refused",
  [6] = "no-session",
  [7] = "not-paired",
  [8] = "wrong-state",
  [9] = "busy",
  [10] = "locked",
  [11] = "no-card",
  [12] = "card-unfit",
  [13] = "pin-missing",
  [14] = "card-removed",
  [15] = "refused",
  [16] = "timed-out",
  [17] = "cancelled",
  [18] = "cannot-show",
  [19] = "bad-document",
  [20] = "digest-mismatch",
  [21] = "unknown-profile",
  [22] = "too-large",
  [23] = "request-reused",
  [24] = "request-expired",
  [25] = "request-unknown",
  [26] = "journal-full",
  [27] = "no-grant",
  [28] = "pairing-closed",
  [29] = "pairing-failed",
  [30] = "update-refused",
  [31] = "clock-refused",
  [32] = "key-missing",
  [33] = "internal",
  [34] = "update-damaged",
  [35] = "update-board",
  [36] = "update-older",
  [37] = "update-key",
}

local field_names = {
  ["request 1"] = { [2] = "oldest", [3] = "newest" },
  ["answer 1"] = { [2] = "protocol", [3] = "firmware", [4] = "maxMessage", [5] = "window" },
  ["request 2"] = {  },
  ["answer 2"] = { [2] = "serial", [3] = "firmwareDigest", [4] = "languages", [5] = "language", [6] = "batchMaximum", [7] = "maxDocument", [8] = "clock", [9] = "journalRows", [10] = "journalCapacity", [11] = "sequence", [12] = "development" },
  ["request 3"] = {  },
  ["answer 3"] = { [2] = "state", [3] = "cardId", [4] = "issuer", [5] = "holder", [6] = "generation", [7] = "validTo" },
  ["request 4"] = { [2] = "sequence", [3] = "count" },
  ["answer 4"] = { [2] = "known" },
  ["request 5"] = { [2] = "index", [3] = "purpose", [4] = "profile", [5] = "length", [6] = "digest", [7] = "data" },
  ["answer 5"] = { [2] = "received" },
  ["request 6"] = { [2] = "index", [3] = "offset", [4] = "data" },
  ["answer 6"] = { [2] = "received" },
  ["request 7"] = { [2] = "budgetMs" },
  ["answer 7"] = { [2] = "sealed" },
  ["request 8"] = { [2] = "sequence" },
  ["answer 8"] = { [2] = "method", [3] = "profile", [4] = "digest", [5] = "documentSeal", [6] = "issuerSeal", [7] = "issuer", [8] = "generation", [9] = "counter", [10] = "time", [11] = "cardId", [12] = "blob" },
  ["request 9"] = {  },
  ["answer 9"] = {  },
  ["request 10"] = { [2] = "name" },
  ["answer 10"] = { [2] = "commitment" },
  ["request 11"] = { [2] = "random" },
  ["answer 11"] = { [2] = "random" },
  ["request 12"] = {  },
  ["answer 12"] = {  },
  ["request 13"] = {  },
  ["answer 13"] = {  },
  ["request 14"] = { [2] = "counter" },
  ["answer 14"] = { [2] = "counter", [3] = "row", [4] = "chain" },
  ["request 15"] = { [2] = "counter", [3] = "chain" },
  ["answer 15"] = { [2] = "rows" },
  ["request 16"] = { [2] = "time" },
  ["answer 16"] = {  },
  ["request 17"] = { [2] = "language" },
  ["answer 17"] = {  },
  ["request 18"] = { [2] = "key", [3] = "country", [4] = "organisation", [5] = "unit", [6] = "serialNumber", [7] = "commonName", [8] = "generate" },
  ["answer 18"] = { [2] = "length" },
  ["request 19"] = { [2] = "offset", [3] = "length" },
  ["answer 19"] = { [2] = "data" },
  ["request 20"] = { [2] = "operations", [3] = "minutes" },
  ["answer 20"] = {  },
  ["request 21"] = { [2] = "ciphertext" },
  ["answer 21"] = { [2] = "plaintext" },
  ["request 22"] = { [2] = "package" },
  ["answer 22"] = {  },
  ["request 23"] = { [2] = "header" },
  ["answer 23"] = { [2] = "have" },
  ["request 24"] = { [2] = "offset", [3] = "data" },
  ["answer 24"] = { [2] = "have" },
  ["request 25"] = {  },
  ["answer 25"] = {  },
  ["answer 0"] = { [2] = "code", [3] = "message" },
  ["answer 127"] = { [2] = "reason", [3] = "done", [4] = "index" },
}

local sigillator = Proto("sigillator", "Sigillator wire protocol")
local f_kind = ProtoField.uint8("sigillator.kind", "Kind", base.DEC, kinds)
local f_message = ProtoField.uint8("sigillator.message", "Message", base.DEC, names)
local f_tag = ProtoField.uint16("sigillator.tag", "Tag")
local f_error = ProtoField.uint8("sigillator.error", "Error", base.DEC, error_names)
local f_field = ProtoField.string("sigillator.field", "Field")
local f_crc = ProtoField.bool("sigillator.crc_good", "CRC good")
sigillator.fields = { f_kind, f_message, f_tag, f_error, f_field, f_crc }

-- Lua's bit libraries come and go with its versions; plain arithmetic stays.
local function bxor(a, b)
  local result, bit = 0, 1
  while a > 0 or b > 0 do
    if a % 2 ~= b % 2 then result = result + bit end
    a, b, bit = math.floor(a / 2), math.floor(b / 2), bit * 2
  end
  return result
end

local crc_table = {}
for index = 0, 255 do
  local value = index
  for _ = 1, 8 do
    local odd = value % 2 == 1
    value = math.floor(value / 2)
    if odd then value = bxor(value, 0xedb88320) end
  end
  crc_table[index] = value
end

local function crc32(bytes, length)
  local value = 0xffffffff
  for i = 0, length - 1 do
    value = bxor(math.floor(value / 256), crc_table[bxor(value % 256, bytes:get_index(i))])
  end
  return 0xffffffff - value
end

-- The bytes of a frame without COBS; nil where they are none.
local function unstuff(bytes)
  local out = ByteArray.new()
  out:set_size(bytes:len())
  local at, length, total = 0, 0, bytes:len()
  while at < total do
    local code = bytes:get_index(at)
    if code == 0 or at + code > total then return nil end
    for i = 1, code - 1 do
      out:set_index(length, bytes:get_index(at + i))
      length = length + 1
    end
    at = at + code
    if code ~= 255 and at < total then
      out:set_index(length, 0)
      length = length + 1
    end
  end
  if length < 5 then return nil end
  out:set_size(length)
  return out
end

-- One CBOR value as text; answers the text, its number if it is one, and the place behind it.
local function value_at(bytes, at)
  local first = bytes:get_index(at)
  local major, info = math.floor(first / 32), first % 32
  at = at + 1
  local argument = info
  if major ~= 7 and info >= 24 and info <= 27 then
    local width = 2 ^ (info - 24)
    argument = 0
    for i = 0, width - 1 do argument = argument * 256 + bytes:get_index(at + i) end
    at = at + width
  end
  if major == 0 then return string.format("%.0f", argument), argument, at end
  if major == 1 then return string.format("-%.0f", argument + 1), nil, at end
  if major == 2 then return argument > 0 and tostring(bytes:subset(at, argument)) or "(empty)", nil, at + argument end
  if major == 3 then return argument > 0 and bytes:subset(at, argument):raw() or "", nil, at + argument end
  if major == 4 then
    local parts = {}
    for i = 1, argument do parts[i], _, at = value_at(bytes, at) end
    return "[" .. table.concat(parts, ", ") .. "]", nil, at
  end
  return ({ [20] = "false", [21] = "true", [22] = "null" })[info] or "?", nil, at
end

local function dissect_message(body, tree, direction, pinfo)
  local pairs_left = body:get_index(1) % 32
  local at, number = 2, nil
  if pairs_left >= 24 then at = 3 pairs_left = body:get_index(2) end
  while pairs_left > 0 do
    local key, text, value
    _, key, at = value_at(body, at)
    text, value, at = value_at(body, at)
    if key == 0 then
      number = value
      tree:add(f_message, number)
      pinfo.cols.info:append((names[number] or "?") .. " " .. direction .. " ")
    elseif key == 1 then
      tree:add(f_tag, value)
    else
      local known = field_names[direction .. " " .. tostring(math.floor(number or -1))]
      if number == 0 and key == 2 then tree:add(f_error, value) end
      tree:add(f_field, (known and known[key] or ("key " .. key)) .. ": " .. text)
    end
    pairs_left = pairs_left - 1
  end
end

local function dissect_frame(range, pinfo, tree, direction)
  local branch = tree:add(sigillator, range)
  local body = unstuff(range:bytes())
  if not body then
    branch:append_text(", damaged")
    return
  end
  local length = body:len() - 4
  local crc = body:get_index(length) + body:get_index(length + 1) * 0x100 + body:get_index(length + 2) * 0x10000
    + body:get_index(length + 3) * 0x1000000
  branch:add(f_crc, crc == crc32(body, length))
  local kind = body:get_index(0)
  branch:add(f_kind, kind)
  pinfo.cols.info:append((kinds[kind] or "unknown") .. " ")
  if kind == 0 and length > 1 then dissect_message(body, branch, direction, pinfo) end
end

function sigillator.dissector(buffer, pinfo, tree)
  pinfo.cols.protocol = "SIGILLATOR"
  pinfo.cols.info = ""
  local direction = pinfo.src_port > pinfo.dst_port and "request" or "answer"
  if pinfo.match_uint == pinfo.dst_port then direction = "request" elseif pinfo.match_uint == pinfo.src_port then direction = "answer" end
  local start, total = 0, buffer:len()
  for at = 0, total - 1 do
    if buffer(at, 1):uint() == 0 then
      if at > start then dissect_frame(buffer(start, at - start), pinfo, tree, direction) end
      start = at + 1
    end
  end
  if start < total then
    pinfo.desegment_offset = start
    pinfo.desegment_len = DESEGMENT_ONE_MORE_SEGMENT
  end
end

DissectorTable.get("tcp.port"):add_for_decode_as(sigillator)
