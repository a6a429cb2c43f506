-- For wrk: posts the callbacks of a file, one a line, in turn.
local bodies, turn = {}, 0
for line in io.lines(os.getenv("SOAK_BODIES")) do bodies[#bodies + 1] = line end
local headers = { ["Content-Type"] = "application/json", ["Accept-Encoding"] = "zstd" }

function request()
  turn = turn % #bodies + 1
  return wrk.format("POST", "/_dash-update-component", headers, bodies[turn])
end

function done(summary)
  local failed = summary.errors.status + summary.errors.connect + summary.errors.read
    + summary.errors.write + summary.errors.timeout
  io.write(string.format("result %d %d %d\n", summary.requests, summary.duration, failed))
end
