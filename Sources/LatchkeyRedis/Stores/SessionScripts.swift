/// The changes of sessions, each as one step.
///
/// `KEYS[1]` is the session or the subject, `KEYS[2]` what every key begins with. A subject's sorted set holds the names of
/// its sessions, each with the end of its key behind it, by their idle ends; it outlives none of them.
enum SessionScripts {
    /// Shared by all: ends a session, and takes it out of its subject's set.
    private static let ending = """
        local function finish(key)
            local session = redis.call('HMGET', key, 's', 'i')
            if not session[1] then return 0 end
            redis.call('DEL', key)
            local digest = string.sub(key, #KEYS[2] + #'session:' + 1)
            redis.call('ZREM', KEYS[2] .. 'subject:' .. session[1], session[2] .. digest)
            return 1
        end

        """
    /// Shared by all: notes in a subject's set that a session lives for so long.
    private static let listing = """
        local function note(subject, member, score, life)
            local key = KEYS[2] .. 'subject:' .. subject
            redis.call('ZADD', key, score, member)
            if redis.call('PTTL', key) < tonumber(life) then redis.call('PEXPIRE', key, life) end
        end

        """

    /// `KEYS[3]` is the session that it replaces.
    ///
    /// What has ended of the subject's other sessions is forgotten with it.
    static let insert = RedisScript(
        ending + listing + """
            finish(KEYS[3])
            redis.call('HSET', KEYS[1], 's', ARGV[1], 'i', ARGV[2], 'c', ARGV[3], 't', ARGV[4], 'l', ARGV[5],
                'd', ARGV[6], 'e', ARGV[7])
            redis.call('PEXPIRE', KEYS[1], ARGV[8])
            redis.call('ZREMRANGEBYSCORE', KEYS[2] .. 'subject:' .. ARGV[1], '-inf', ARGV[5])
            note(ARGV[1], ARGV[2] .. string.sub(KEYS[1], #KEYS[2] + #'session:' + 1), ARGV[6], ARGV[8])
            return 1
            """
    )

    /// Now, the new idle end, the time before which the last note must lie.
    static let touch = RedisScript(
        listing + """
            local session = redis.call('HMGET', KEYS[1], 's', 'i', 'l', 'd', 'e')
            if not session[1] then return 0 end
            local now, idle, last = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(session[5])
            if tonumber(session[4]) <= now or last <= now or tonumber(session[3]) > tonumber(ARGV[3]) then return 0 end
            idle = string.format('%.0f', math.min(idle, last))
            local life = string.format('%.0f', math.max(tonumber(idle) - now, 1))
            redis.call('HSET', KEYS[1], 'l', ARGV[1], 'd', idle)
            redis.call('PEXPIRE', KEYS[1], life)
            note(session[1], session[2] .. string.sub(KEYS[1], #KEYS[2] + #'session:' + 1), idle, life)
            return 1
            """
    )

    /// Now, the new idle end, the new claims; `KEYS[3]` is the session under its new digest.
    static let renew = RedisScript(
        listing + """
            local session = redis.call('HMGET', KEYS[1], 's', 'i', 'd', 'e')
            if not session[1] then return false end
            local now, idle, last = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(session[4])
            if tonumber(session[3]) <= now or last <= now then return false end
            idle = string.format('%.0f', math.min(idle, last))
            local life = string.format('%.0f', math.max(tonumber(idle) - now, 1))
            local digest = #KEYS[2] + #'session:' + 1
            redis.call('RENAME', KEYS[1], KEYS[3])
            redis.call('HSET', KEYS[3], 'c', ARGV[3], 'l', ARGV[1], 'd', idle)
            redis.call('PEXPIRE', KEYS[3], life)
            redis.call('ZREM', KEYS[2] .. 'subject:' .. session[1], session[2] .. string.sub(KEYS[1], digest))
            note(session[1], session[2] .. string.sub(KEYS[3], digest), idle, life)
            return redis.call('HMGET', KEYS[3], 's', 'i', 'c', 't', 'l', 'd', 'e')
            """
    )

    static let end = RedisScript(ending + "return finish(KEYS[1])")

    /// Those of a subject that have a name (`only`), or all that have another (`except`).
    ///
    /// A name has 36 octets.
    static let endSome = RedisScript(
        ending + """
            local count = 0
            for _, member in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
                local isNamed = string.sub(member, 1, 36) == ARGV[1]
                if isNamed == (ARGV[2] == 'only') then
                    count = count + finish(KEYS[2] .. 'session:' .. string.sub(member, 37))
                    redis.call('ZREM', KEYS[1], member)
                end
            end
            return count
            """
    )

    /// The sessions of a subject from one place to another, those that end last first; nothing for one that is gone.
    static let list = RedisScript(
        """
        local found = {}
        for _, member in ipairs(redis.call('ZREVRANGE', KEYS[1], ARGV[1], ARGV[2])) do
            local key = KEYS[2] .. 'session:' .. string.sub(member, 37)
            found[#found + 1] = redis.call('HMGET', key, 's', 'i', 'c', 't', 'l', 'd', 'e')
        end
        return found
        """
    )

    /// Ends a session whose end has come at a time.
    static let endDead = RedisScript(
        ending + """
            local ends = redis.call('HMGET', KEYS[1], 'd', 'e')
            if not ends[1] or math.min(tonumber(ends[1]), tonumber(ends[2])) > tonumber(ARGV[1]) then return 0 end
            return finish(KEYS[1])
            """
    )
}
