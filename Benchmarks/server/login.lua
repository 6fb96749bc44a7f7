-- Logs in again and again: every thread of wrk has one connection and one account, since parallel logins to one
-- account are what guessing looks like. PASSWORD is everybody's; FIRST, 1 unless told otherwise, is the number of the
-- first account; any status but 200 is counted as bad.

local number = tonumber(os.getenv("FIRST") or 1) - 1

function setup(thread)
    number = number + 1
    thread:set("login", "user" .. number .. "@example.org")
end

function init()
    wrk.method = "POST"
    wrk.path = "/api/login"
    wrk.headers["Content-Type"] = "application/json"
    wrk.body = '{"login":"' .. login .. '","password":"' .. os.getenv("PASSWORD") .. '"}'
end

function done(summary)
    local errors = summary.errors
    local bad = errors.connect + errors.read + errors.write + errors.timeout + errors.status
    io.write(string.format(
        '{"answers": %d, "microseconds": %d, "bad": %d}\n',
        summary.requests, summary.duration, bad
    ))
end
