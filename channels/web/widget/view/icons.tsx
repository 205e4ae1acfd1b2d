// Icons as SVG: emoji look different everywhere and are missing on some systems.
const icon =
  (path: string, filled = false) =>
  ({ size = 20 }: { size?: number }) => (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill={filled ? 'currentColor' : 'none'}
      stroke={filled ? 'none' : 'currentColor'}
      stroke-width="1.9"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={path} />
    </svg>
  )

export const ChatIcon = icon(
  'M12 3c5.2 0 9.3 3.6 9.3 8.2s-4.1 8.2-9.3 8.2c-1 0-2-.1-2.9-.4L4.6 21c-.4.2-.9-.2-.8-.6l.8-3.5C3.600 15.400 2.700 13.400 2.700 11.200 2.700 6.600 6.800 3 12 3z',
  true,
)
export const CloseIcon = icon('M6 6l12 12M18 6L6 18')
export const DownIcon = icon('M6 9.500l6 6 6-6')
export const SendIcon = icon('M12 19.500V5M5.500 11.500L12 5l6.500 6.500')
export const PersonIcon = icon(
  'M12 12a4 4 0 100-8 4 4 0 000 8zM4.500 20.500c.8-3.600 3.800-5.500 7.500-5.500s6.700 1.900 7.500 5.500',
)
export const ClipIcon = icon(
  'M20 11.500l-8.200 8.200a5 5 0 01-7.100-7.100l8.500-8.500a3.400 3.400 0 014.800 4.800l-8.300 8.300a1.700 1.700 0 01-2.400-2.400l7.500-7.500',
)
export const MenuIcon = icon(
  'M5 10.200a1.800 1.800 0 100 3.600 1.800 1.800 0 000-3.600zm7 0a1.800 1.800 0 100 3.600 1.800 1.800 0 000-3.600zm7 0a1.800 1.800 0 100 3.600 1.800 1.800 0 000-3.600z',
  true,
)
export const BookIcon = icon(
  'M5 4.500h9a4 4 0 014 4V20H8.500A3.500 3.500 0 015 16.500zM5 16.500A3.500 3.500 0 018.500 13H18',
)
export const ClockIcon = icon('M12 21a9 9 0 100-18 9 9 0 000 18zM12 7v5l3 2')
export const CheckIcon = icon('M5 12.500l4.500 4.500L19 7.500')
export const ChecksIcon = icon('M2 12.500l4.500 4.500L16 7.500M11.500 16l1 1L22 7.500')
export const AlertIcon = icon('M12 8v5M12 16.500h.01M12 3.500l9.500 16.500h-19z')
export const CloudIcon = icon(
  'M3 3l18 18M7 18h10M17.500 18a4 4 0 001-7.900 6.500 6.500 0 00-9-4.200M6.800 8.500A5 5 0 007 18',
)
export const FileIcon = icon('M13.500 3H7a2 2 0 00-2 2v14a2 2 0 002 2h10a2 2 0 002-2V8.500zM13.500 3v5.500H19')
export const LinkIcon = icon('M9 6h9v9M18 6L7 17')
export const BackIcon = icon('M14.500 6l-6 6 6 6')
export const NextIcon = icon('M9.500 6l6 6-6 6')
export const BellIcon = icon('M6 16V11a6 6 0 0112 0v5l1.500 2h-15zM10 20.500h4')
export const GlobeIcon = icon(
  'M12 21a9 9 0 100-18 9 9 0 000 18zM3 12h18M12 3c5 5.500 5 12.500 0 18M12 3c-5 5.500-5 12.500 0 18',
)
export const SparkIcon = icon(
  'M12 2.500l2.300 6.400 6.700 2.400-6.700 2.400L12 20.500l-2.300-6.800L3 11.300l6.700-2.400z',
  true,
)
export const StarIcon = icon(
  'M12 3.200l2.700 5.600 6.100.8-4.500 4.300 1.100 6.100L12 17.100 6.600 20l1.100-6.100L3.200 9.600l6.100-.8z',
)
