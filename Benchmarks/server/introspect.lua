-- Asks about access tokens as fast as it is answered (RFC 7662). TOKENS names a file with a token a line, all of them good;
-- CLIENT is the base64 of the client's identifier and secret. Any answer but that the token is active is counted as bad.

local tokens, turn = {}, 0
local threads = {}

function setup(thread)
    threads[#threads + 1] = thread
end

function init()
    refused = 0
    for line in io.lines(os.getenv("TOKENS")) do
        tokens[#tokens + 1] = line
    end
    wrk.method, wrk.path = "POST", "/oauth/introspect"
    wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
    wrk.headers["Authorization"] = "Basic " .. os.getenv("CLIENT")
end

function request()
    turn = turn % #tokens + 1
    return wrk.format(nil, nil, nil, "token=" .. tokens[turn])
end

function response(status, _, body)
    if status ~= 200 or not body:find('"active"%s*:%s*true') then
        refused = refused + 1
    end
end

function done(summary)
    local bad = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
    for _, thread in ipairs(threads) do
        bad = bad + thread:get("refused")
    end
    io.write(string.format(
        '{"answers": %d, "microseconds": %d, "bad": %d}\n',
        summary.requests, summary.duration, bad
    ))
end
