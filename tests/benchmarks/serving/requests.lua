-- For wrk: `@k@` in a request becomes a random number below a bound, `@n@` one not used before.
-- Arguments: a seed, the bound, the request as it goes over the wire. The result is one JSON line.

local pieces, marks, seed, bound, number = {}, {}, 0, 1, 0

function init(arguments)
  seed, bound = tonumber(arguments[1]), tonumber(arguments[2])
  math.randomseed(seed)
  for piece, mark in (arguments[3] .. "@@"):gmatch("(.-)@(%a?)@") do
    pieces[#pieces + 1], marks[#marks + 1] = piece, mark
  end
end

function request()
  number = number + 1
  local filled = {}
  for index, piece in ipairs(pieces) do
    filled[#filled + 1] = piece
    if marks[index] == "k" then
      filled[#filled + 1] = string.format("%d", math.random(0, bound - 1))
    elseif marks[index] == "n" then
      filled[#filled + 1] = string.format("%d.%d", seed, number)
    end
  end
  return table.concat(filled)
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"requests":%d,"seconds":%.6f,"bytes":%d,"p50":%.3f,"p99":%.3f,"refused":%d,"broken":%d}\n',
    summary.requests, summary.duration / 1e6, summary.bytes,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout))
end
