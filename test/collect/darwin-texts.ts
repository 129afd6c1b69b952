/** As the manual pages of macOS and people who show their Macs give the output of each program; no capture of one Mac. */
export const DARWIN_SYSTEM = `@tocsin date
1763000600
@tocsin sysctl
hw.logicalcpu: 8
hw.memsize: 17179869184
vm.loadavg: { 1.83 2.02 2.15 }
kern.boottime: { sec = 1763000000, usec = 123456 } Thu Nov 13 02:13:20 2025
vm.swapusage: total = 2048.00M  used = 512.00M  free = 1536.00M  (encrypted)
@tocsin vmStat
Mach Virtual Memory Statistics: (page size of 16384 bytes)
Pages free:                              123456.
Pages active:                            289012.
Pages inactive:                          345678.
Pages speculative:                        12345.
Pages throttled:                              0.
Pages wired down:                        134567.
"Translation faults":                  98765432.
Pageins:                                  56789.
@tocsin netstat
Name       Mtu   Network       Address            Ipkts Ierrs     Ibytes    Opkts Oerrs     Obytes  Coll
lo0        16384 <Link#1>                         90000     0   99999999    90000     0   99999999     0
lo0        16384 127           127.0.0.1          90000     -   99999999    90000     -   99999999     -
en0        1500  <Link#4>    d4:9a:20:0d:e6:ec 22184840     0 13047081883 29605843     0 6652036717     0
en0        1500  192.168.3     192.168.3.4     22184840     - 13047081883 29605843     - 6652036717     -
utun0      1380  <Link#15>                            0     0          0        3     0        300     0
@tocsin ps
    1   0.1   9008 /sbin/launchd
  320  95.2 204800 /Applications/Web Browser.app/Contents/MacOS/Web Browser
  321   4.7 512000 /usr/libexec/database
`;

export const DARWIN_DF = `Filesystem     1024-blocks      Used Available Capacity  Mounted on
/dev/disk3s1s1   482797652  10485760 241172480     5%    /
devfs                  202       202         0   100%    /dev
/dev/disk3s6     482797652   2097152 241172480     1%    /System/Volumes/VM
/dev/disk3s5     482797652 220200960 241172480    48%    /System/Volumes/Data
/dev/disk4s1      97656250  48828125  48828125    50%    /Volumes/Back up
map auto_home            0         0         0   100%    /System/Volumes/Data/home
`;
