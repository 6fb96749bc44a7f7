-- Refreshes sessions as fast as they are answered, each following its own rotation: every thread of wrk has one
-- connection and one session. TOKENS names a file with a refresh token a line, one for each thread.

local threads = {}
local tokens = {}

function setup(thread)
    if #tokens == 0 then
        for line in io.lines(os.getenv("TOKENS")) do
            tokens[#tokens + 1] = line
        end
    end
    threads[#threads + 1] = thread
    thread:set("token", tokens[#threads])
end

function init()
    refused, unchanged = 0, 0
    wrk.method, wrk.path = "POST", "/api/refresh"
    wrk.headers["Content-Type"] = "application/json"
end

function request()
    return wrk.format(nil, nil, nil, '{"refresh_token":"' .. token .. '"}')
end

function response(status, _, body)
    local successor = body:match('"refresh_token"%s*:%s*"([^"]+)"')
    if status ~= 200 or successor == nil then
        refused = refused + 1
    elseif successor == token then
        unchanged = unchanged + 1
    else
        token = successor
    end
end

function done(summary)
    local bad = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
    -- The next round goes on where this one ended. A thread whose last answer was cut off presents the token before,
    -- which is good for the replay window.
    local file = io.open(os.getenv("TOKENS"), "w")
    for _, thread in ipairs(threads) do
        bad = bad + thread:get("refused") + thread:get("unchanged")
        file:write(thread:get("token"), "\n")
    end
    file:close()
    io.write(string.format(
        '{"answers": %d, "microseconds": %d, "bad": %d}\n',
        summary.requests, summary.duration, bad
    ))
end
