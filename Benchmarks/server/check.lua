-- Asks about one access token again and again: verified, looked up in the list of revocations, and nothing else. TOKEN is
-- the token; whatever is not said to be good is counted as bad.

function init()
    bad = 0
    wrk.method, wrk.path = "POST", "/api/token/check"
    wrk.headers["Content-Type"] = "application/json"
    wrk.body = '{"token":"' .. os.getenv("TOKEN") .. '"}'
end

local threads = {}

function setup(thread)
    threads[#threads + 1] = thread
end

function response(status, _, body)
    if status ~= 200 or not body:find('"active":true', 1, true) then
        bad = bad + 1
    end
end

function done(summary)
    local errors = summary.errors
    local all = errors.connect + errors.read + errors.write + errors.timeout
    for _, thread in ipairs(threads) do
        all = all + thread:get("bad")
    end
    io.write(string.format(
        '{"answers": %d, "microseconds": %d, "bad": %d}\n',
        summary.requests, summary.duration, all
    ))
end
