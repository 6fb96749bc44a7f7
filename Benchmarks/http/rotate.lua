-- GETs one path as fast as it is answered, each request with the next of the tokens in the file TOKENS.

local threads = {}

function setup(thread)
    threads[#threads + 1] = thread
    thread:set("offset", #threads * 97)
end

function init()
    local path = os.getenv("ROUTE")
    requests = {}
    for token in io.lines(os.getenv("TOKENS")) do
        requests[#requests + 1] = wrk.format("GET", path, { Authorization = "Bearer " .. token })
    end
    position, refused = offset, 0
end

function request()
    position = position % #requests + 1
    return requests[position]
end

function response(status)
    if status ~= 200 then
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
