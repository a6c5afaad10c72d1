import type { RedisScript } from "./redis-connection.ts";

/**
 * What the queue does on Redis. Each script runs alone there, so that no state in between is ever
 * seen, and by the clock of Redis, so that servers whose clocks differ agree.
 *
 * All keys begin with `KEYS[1]`, which names the app and the version of this layout:
 *
 * | key | what it holds |
 * | --- | --- |
 * | `:entries` | hash: the name of a target → its entry as JSON |
 * | `:of:<installation>` | set: the names of the targets of an installation |
 * | `:waiting:<installation>` | sorted set: those that wait, by the order of their coming |
 * | `:turns` | sorted set: the installations that have entries or are held, by their turn |
 * | `:delayed` | sorted set: names by the time at which they wait again |
 * | `:running` | sorted set: names by the end of their lease |
 * | `:held` | sorted set: installations by the end of their hold |
 * | `:gone` | sorted set: installations that were removed, by time |
 * | `:seq`, `:asked` | the last number given out; when somebody last asked for work |
 *
 * Scores are milliseconds since 1970, or numbers of `:seq`. An entry is taken for what it should be
 * only after a look: what does not look like one is thrown away and counted, never run.
 */

/** Most entries that one call makes due; the rest is left to the next, which follows at once. */
const dueMax = 500;
/** For how long it is known that an installation was removed. */
const goneMs = 24 * 60 * 60_000;
const goneMax = 1_000;

/** `ARGV[1]` is the time, or empty: that of Redis. */
const prelude = `
local base = KEYS[1]
local function key(name) return base .. ':' .. name end
local function ofKey(installation) return base .. ':of:' .. installation end
local function waitingKey(installation) return base .. ':waiting:' .. installation end
local entries, turns, running = key('entries'), key('turns'), key('running')
local delayed, held = key('delayed'), key('held')
local refused = 0

local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

-- A full Redis refuses a script whose first write needs memory, and lets any other run to its end.
-- A mark may be refused; what makes room again must not be.
local function evenWhenFull() redis.call('ZREM', held, '') end

local function seq() return redis.call('INCR', key('seq')) end
local function installationOf(name) return string.match(name, '^(%d+)/') end

local function addReasons(known, more)
  for reason in string.gmatch(more, '%S+') do
    if not string.find(' ' .. known .. ' ', ' ' .. reason .. ' ', 1, true) then
      known = known == '' and reason or (known .. ' ' .. reason)
    end
  end
  return known
end

local function forgetInstallation(installation)
  if redis.call('EXISTS', ofKey(installation)) == 1 then return end
  if redis.call('ZSCORE', held, installation) then return end
  redis.call('ZREM', turns, installation)
end

local function remove(name)
  redis.call('HDEL', entries, name)
  redis.call('ZREM', delayed, name)
  redis.call('ZREM', running, name)
  local installation = installationOf(name)
  if not installation then return end
  redis.call('ZREM', waitingKey(installation), name)
  redis.call('SREM', ofKey(installation), name)
  forgetInstallation(installation)
end

local states = { waiting = true, running = true, delayed = true }
local function isEntry(entry)
  return type(entry) == 'table' and type(entry.target) == 'string' and type(entry.reasons) == 'string'
    and type(entry.ran) == 'string' and states[entry.state] and type(entry.since) == 'number'
    and type(entry.attempt) == 'number' and type(entry.holds) == 'number'
    and type(entry.token) == 'number' and type(entry.again) == 'boolean'
    and type(entry.dropped) == 'boolean'
end

local function read(name)
  local text = redis.call('HGET', entries, name)
  if not text then return nil end
  local decoded, entry = pcall(cjson.decode, text)
  if decoded and isEntry(entry) and installationOf(name) then return entry end
  refused = refused + 1
  remove(name)
  return nil
end

local function write(name, entry)
  redis.call('HSET', entries, name, cjson.encode(entry))
end

local function add(name)
  local installation = installationOf(name)
  redis.call('SADD', ofKey(installation), name)
  if not redis.call('ZSCORE', turns, installation) then
    redis.call('ZADD', turns, seq(), installation)
  end
end

local function wait(name, entry)
  add(name)
  redis.call('ZADD', waitingKey(installationOf(name)), seq(), name)
  redis.call('ZREM', delayed, name)
  redis.call('ZREM', running, name)
  entry.state = 'waiting'
  entry.since = now
  write(name, entry)
end

local function forget(name)
  local entry = read(name)
  if entry and entry.state == 'running' and redis.call('ZSCORE', running, name) then
    entry.again = false
    entry.dropped = true
    write(name, entry)
  else
    remove(name)
  end
end

local function due(zset)
  return redis.call('ZRANGEBYSCORE', zset, '-inf', now, 'LIMIT', 0, ${dueMax})
end

local function makeDue()
  for _, installation in ipairs(due(held)) do
    redis.call('ZREM', held, installation)
    forgetInstallation(installation)
  end
  for _, name in ipairs(due(delayed)) do
    local entry = read(name)
    if entry then wait(name, entry) else redis.call('ZREM', delayed, name) end
  end
end

-- What ran comes back: its reasons count again.
local function backAgain(entry)
  entry.reasons = addReasons(entry.reasons, entry.ran)
  entry.ran = ''
end

local function first(zset)
  local found = redis.call('ZRANGE', zset, 0, 0, 'WITHSCORES')
  return found[1], tonumber(found[2])
end
`;

/** Arguments: name, installation, target, reason, most targets. Returns whether it is kept, refused. */
export const markScript: RedisScript = {
  name: "mark",
  lua: `${prelude}
local name, target, reason, targetsMax = ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5])
local entry = read(name)
if not entry then
  if redis.call('HLEN', entries) >= targetsMax then return { 0, refused } end
  wait(name, {
    target = target, reasons = reason, ran = '', state = 'waiting', since = now,
    attempt = 1, holds = 0, token = 0, again = false, dropped = false,
  })
  return { 1, refused }
end
entry.target = target
entry.reasons = addReasons(entry.reasons, reason)
entry.dropped = false
if entry.state == 'running' and redis.call('ZSCORE', running, name) then
  entry.again = true
  write(name, entry)
elseif entry.state == 'waiting' and redis.call('ZSCORE', waitingKey(installationOf(name)), name) then
  add(name)
  write(name, entry)
else
  -- Delayed: something new happened, which the failed attempts say nothing about. Or its place was
  -- lost, as happens in a store that throws keys away when it is full.
  if entry.state == 'delayed' then entry.attempt = 1 else backAgain(entry) end
  wait(name, entry)
end
return { 1, refused }
`,
};

/** Arguments: name. */
export const dropScript: RedisScript = {
  name: "drop",
  lua: `${prelude}
evenWhenFull()
forget(ARGV[2])
return 1
`,
};

/** Arguments: installation. */
export const dropInstallationScript: RedisScript = {
  name: "drop installation",
  lua: `${prelude}
local installation = ARGV[2]
evenWhenFull()
for _, name in ipairs(redis.call('SMEMBERS', ofKey(installation))) do
  if installationOf(name) == installation then forget(name)
  else redis.call('SREM', ofKey(installation), name) end
end
forgetInstallation(installation)
redis.call('ZADD', key('gone'), now, installation)
redis.call('ZREMRANGEBYSCORE', key('gone'), '-inf', now - ${goneMs})
redis.call('ZREMRANGEBYRANK', key('gone'), 0, -${goneMax + 1})
return 1
`,
};

/**
 * Arguments: most jobs, most of an installation, the lease in ms, most attempts, most holds, and
 * since when (in the time of an earlier answer) removed installations are wanted, or empty.
 *
 * Returns the time, in how many milliseconds something becomes due (-1: nothing will), how many
 * values were refused, the jobs, those that were given up, the removed installations, and 1 where
 * nobody had ever asked. A job is: name, token, attempt, holds, reasons, target.
 */
export const takeScript: RedisScript = {
  name: "take",
  lua: `${prelude}
local jobsMax, perInstallation, leaseMs = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local attemptsMax, holdsMax, goneSince = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local jobs, lost = {}, {}
local function job(name, entry)
  return { name, entry.token, entry.attempt, entry.holds, entry.ran, entry.target }
end

evenWhenFull()
makeDue()

-- Where nobody has asked for a while Redis itself was away, or everybody was: whoever is alive gets
-- the time to renew a lease before it is taken away.
local asked = redis.call('GET', key('asked'))
redis.call('SET', key('asked'), now)
local nobodyAsked = now - (tonumber(asked or '') or 0) > leaseMs / 3
for _, name in ipairs(due(running)) do
  local entry = read(name)
  if not entry or entry.state ~= 'running' then
    redis.call('ZREM', running, name)
  elseif nobodyAsked then
    redis.call('ZADD', running, now + leaseMs, name)
  elseif entry.dropped then
    remove(name)
  else
    local last = entry.attempt >= attemptsMax or entry.holds >= holdsMax
    if entry.again then
      backAgain(entry)
      entry.attempt = 1
      wait(name, entry)
    elseif last then
      lost[#lost + 1] = job(name, entry)
      remove(name)
    else
      -- The job may be what brought its server down: it counts as an attempt.
      backAgain(entry)
      entry.attempt = entry.attempt + 1
      wait(name, entry)
    end
  end
end

local busy = {}
for _, name in ipairs(redis.call('ZRANGE', running, 0, -1)) do
  local installation = installationOf(name) or ''
  busy[installation] = (busy[installation] or 0) + 1
end

local function takeOf(installation)
  while true do
    local name = first(waitingKey(installation))
    if not name then return nil end
    redis.call('ZREM', waitingKey(installation), name)
    local entry = installationOf(name) == installation and read(name)
    if entry and entry.state == 'waiting' then
      entry.state = 'running'
      entry.token = seq()
      entry.ran = entry.reasons
      entry.reasons = ''
      entry.again = false
      entry.dropped = false
      write(name, entry)
      redis.call('ZADD', running, now + leaseMs, name)
      redis.call('ZADD', turns, seq(), installation)
      busy[installation] = (busy[installation] or 0) + 1
      return job(name, entry)
    end
  end
end

local function take()
  for _, installation in ipairs(redis.call('ZRANGE', turns, 0, -1)) do
    if not redis.call('ZSCORE', held, installation) then
      forgetInstallation(installation)
      if (busy[installation] or 0) < perInstallation then
        local taken = takeOf(installation)
        if taken then return taken end
      end
    end
  end
end

while #jobs < jobsMax do
  local taken = take()
  if not taken then break end
  jobs[#jobs + 1] = taken
end

local nextMs = -1
for _, zset in ipairs({ held, delayed, running }) do
  local _, at = first(zset)
  if at then
    local inMs = math.max(0, at - now)
    if nextMs < 0 or inMs < nextMs then nextMs = inMs end
  end
end
local gone = goneSince and redis.call('ZRANGEBYSCORE', key('gone'), goneSince, '+inf') or {}
return { now, nextMs, refused, jobs, lost, gone, asked and 0 or 1 }
`,
};

/**
 * Ends a job, if it still is the one that was taken. Arguments: name, token, outcome, delay in ms.
 * Returns 1, or 0: the lease was lost.
 */
export const endScript: RedisScript = {
  name: "end",
  lua: `${prelude}
local name, token, outcome, delayMs = ARGV[2], tonumber(ARGV[3]), ARGV[4], tonumber(ARGV[5])
evenWhenFull()
local entry = read(name)
if not entry or entry.state ~= 'running' or entry.token ~= token then return 0 end
redis.call('ZREM', running, name)
if outcome == 'refused' then
  remove(name)
elseif outcome == 'done' then
  entry.attempt = 1
  entry.holds = 0
  entry.ran = ''
  if entry.again then wait(name, entry) else remove(name) end
elseif entry.dropped then
  remove(name)
elseif outcome == 'back' then
  backAgain(entry)
  wait(name, entry)
elseif outcome == 'hold' then
  local installation = installationOf(name)
  backAgain(entry)
  entry.holds = entry.holds + 1
  if (tonumber(redis.call('ZSCORE', held, installation) or '') or 0) <= now + delayMs then
    redis.call('ZADD', held, now + delayMs, installation)
  end
  wait(name, entry)
elseif entry.again then
  backAgain(entry)
  entry.attempt = 1
  wait(name, entry)
else
  backAgain(entry)
  entry.attempt = entry.attempt + 1
  entry.state = 'delayed'
  write(name, entry)
  redis.call('ZADD', delayed, now + delayMs, name)
end
return 1
`,
};

/** Arguments: the lease in ms, then name and token of each job. */
export const renewScript: RedisScript = {
  name: "renew",
  lua: `${prelude}
local leaseMs = tonumber(ARGV[2])
evenWhenFull()
for index = 3, #ARGV, 2 do
  local name, token = ARGV[index], tonumber(ARGV[index + 1])
  local entry = read(name)
  if entry and entry.state == 'running' and entry.token == token then
    redis.call('ZADD', running, now + leaseMs, name)
  end
end
return 1
`,
};

/** Returns how many wait, run and are known in all, and for how long the oldest waits. */
export const stateScript: RedisScript = {
  name: "state",
  lua: `${prelude}
evenWhenFull()
makeDue()
local waiting, oldest = 0, now
for _, installation in ipairs(redis.call('ZRANGE', turns, 0, -1)) do
  if not redis.call('ZSCORE', held, installation) then
    waiting = waiting + redis.call('ZCARD', waitingKey(installation))
    local name = first(waitingKey(installation))
    local entry = name and read(name)
    if entry then oldest = math.min(oldest, entry.since) end
  end
end
return { waiting, redis.call('ZCARD', running), redis.call('HLEN', entries), now - oldest }
`,
};
