-- Sends the requests of the file BENCH_REQUESTS by turns (path, cookie, body, with tabs between), each from another
-- address, and prints what bench/load.py reads.
local requests = {}
for line in io.lines(os.getenv("BENCH_REQUESTS")) do
  local path, cookie, body = line:match("^([^\t]*)\t([^\t]*)\t([^\t]*)$")
  requests[#requests + 1] = { path = path, cookie = cookie, body = body }
end

math.randomseed(os.time())
local turn = math.random(0, 16000000)

request = function()
  turn = turn + 1
  local one = requests[turn % #requests + 1]
  local headers = {
    ["Host"] = "127.0.0.1",
    ["X-Forwarded-For"] = string.format("10.%d.%d.%d", turn / 65536 % 256, turn / 256 % 256, turn % 256),
  }
  if one.cookie ~= "" then headers["Cookie"] = one.cookie end
  if one.body == "" then return wrk.format("GET", one.path, headers) end
  headers["Content-Type"] = "application/x-www-form-urlencoded"
  return wrk.format("POST", one.path, headers, one.body)
end

done = function(summary, latency)
  local errors = summary.errors
  print(string.format(
    '{"rate": %.3f, "p50": %.3f, "p95": %.3f, "wrong": %d}',
    summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1000, latency:percentile(95) / 1000,
    errors.status + errors.connect + errors.read + errors.write + errors.timeout))
end
