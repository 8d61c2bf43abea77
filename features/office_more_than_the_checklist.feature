# language: zh-CN
功能: 查到的比检查表上多
  同一项在两个地方都不合格，以前第二处存不进去；检查表上没有的隐患，以前没有地方写。现在几处各立一件；清单外的用自己的话
  写，等级由主管定，单独计数，它的依据不当作条文引用。

  背景:
    假如 今天是 2024-12-05
    而且 有一本演练台账，登记了这些人：
      | 用户名 | 姓名   | 角色   | 责任单位 |
      | wang   | 王主管 | 主管   |          |
      | qian   | 钱主管 | 主管   |          |
      | li     | 李检查 | 检查员 |          |
      | zhao   | 赵检查 | 检查员 |          |
    而且 有一份检查文件“two-places.yaml”：
      """
      pack: gas
      date: 2024-12-05
      inspectors: [li, zhao]
      subjects:
        - {key: st-02, kind: operator, name: 乙燃气公司, region: "530602"}
      answers:
        - {subject: st-02, item: STAFF-02, answer: fail, part: 一分公司, note: 甲处, values: {who: principal}}
        - {subject: st-02, item: STAFF-02, answer: fail, part: 二分公司, note: 乙处, values: {who: technical}}
      """

  场景: 李检查在两个分公司查到同一项不合格：一份文件，两件隐患
    当 li在命令行输入“inspect run two-places.yaml”
    那么 退出码是 0
    而且 输出有“基本常识（二分公司）”
    而且 wang的台账里部位是“一分公司、二分公司”
    当 li在命令行输入“inspect run two-places.yaml”
    那么 屏幕提示有“没有做任何改动”
    而且 台账校验通过

  场景: 同一项不能既合格又不合格，同一处也不能答两次
    假如 文件“two-places.yaml”里的“answer: fail, part: 二分公司”改成“answer: pass, part: 二分公司”
    当 li在命令行输入“inspect run two-places.yaml”
    那么 退出码是 2
    而且 屏幕提示有“同一项不能既不合格又合格”
    假如 文件“two-places.yaml”里的“answer: pass, part: 二分公司”改成“answer: fail, part: 一分公司 ”
    当 li在命令行输入“inspect run two-places.yaml”
    那么 退出码是 2
    而且 屏幕提示有“这一处已答过一次”
    假如 文件“two-places.yaml”里的“answer: fail, part: 一分公司 ”改成“answer: fail”
    当 li在命令行输入“inspect run two-places.yaml”
    那么 退出码是 2
    而且 屏幕提示有“每一处都要写部位”
    而且 wang的台账里部位是“”

  场景: 文件里后来补了一处、改了一处：--replace 按部位认，不张冠李戴
    当 li在命令行输入“inspect run two-places.yaml”
    假如 文件“two-places.yaml”里的“part: 一分公司, note: 甲处”改成“part: 三分公司, note: 丙处”
    当 li在命令行输入“inspect run two-places.yaml --replace --why 分公司写错 --yes”
    那么 退出码是 0
    而且 wang的台账里部位是“三分公司、二分公司”
    而且 台账校验通过

  场景: 逐项作答，另一个部位再答一次就是另一处；答错的一处可以单独撤回
    假如 li、zhao开始查乙燃气公司（st-02）
    当 li作答“STAFF-02 fail --part 一分公司 --note 甲处 --set who=principal”
    而且 li作答“STAFF-02 fail --part 二分公司 --note 乙处 --set who=technical”
    而且 zhao作答“STAFF-02 fail --part 三分公司 --note 丙处 --set who=technical”
    那么 这一项答了“一分公司、二分公司、三分公司”
    当 li作答“STAFF-02 pass --note 都改好了”
    那么 退出码是 1
    而且 屏幕提示有“同一项不能既不合格又合格”
    当 li作答“STAFF-02 fail --note 哪里都不行 --set who=principal”
    那么 退出码是 1
    而且 屏幕提示有“每一处都要写部位”
    当 zhao撤回“--subject st-02 --item STAFF-02 --part 二分公司”
    那么 退出码是 0
    而且 这一项答了“一分公司、三分公司”
    当 li作答“STAFF-02 fail --part 一分公司 --note 甲处，补照片 --set who=principal”
    那么 这一项答了“一分公司、三分公司”
    当 li完成检查
    那么 wang的台账里部位是“一分公司、三分公司”
    而且 台账校验通过

  场景: 撤回上一答会让合格和不合格并存的，撤回不了
    假如 li、zhao开始查乙燃气公司（st-02）
    当 li作答“STAFF-02 pass --note 看过证书”
    而且 li作答“STAFF-02 fail --part 一分公司 --note 甲处 --set who=principal”
    而且 zhao作答“STAFF-02 fail --part 二分公司 --note 乙处 --set who=technical”
    当 li撤回“”
    那么 退出码是 1
    而且 屏幕提示有“同一项不能既不合格又合格”
    而且 这一项答了“一分公司、二分公司”
    而且 台账校验通过

  场景: 检查完了才想起还有一处：更正里补上，各是各的
    当 li在命令行输入“inspect run two-places.yaml”
    而且 wang更正st-02的“STAFF-02 --set note=更正 --why 漏写”
    那么 退出码是 2
    而且 屏幕提示有“有几处：一分公司、二分公司”
    当 wang更正st-02的“STAFF-02 --part 二分公司 --set note=乙处的证书过期 --why 漏写”
    那么 退出码是 0
    当 wang更正st-02的“STAFF-02 --part 三分公司 --set answer=fail --set note=丙处 --set who=technical --why 漏录”
    那么 退出码是 0
    而且 wang的台账里部位是“一分公司、二分公司、三分公司”
    当 wang更正st-02的“STAFF-02 --part 三分公司 --set answer=pass --why 其实没有”
    那么 退出码是 1
    而且 屏幕提示有“同一项不能既不合格又合格”
    当 wang在命令行输入“case show RQ-2024-0002”
    那么 输出有“乙处的证书过期”
    而且 台账校验通过

  场景: 表上没有的隐患：楼梯间堆着液化气瓶
    假如 li、zhao开始查乙燃气公司（st-02）
    当 li作答“--free 楼梯间堆放液化气瓶 --part 二层 --note 堆了六瓶 --basis 县政府通告第三条”
    而且 li作答“--free 值班室私拉电线 --note 三处插座”
    那么 退出码是 0
    当 li作答“free pass”
    那么 退出码是 2
    而且 屏幕提示有“清单外的隐患只记不合格”
    当 li作答“--free 写错了的 --note 无此事”
    而且 li撤回“--subject st-02 --free 写错了的”
    那么 退出码是 0
    当 li完成检查
    那么 wang的台账里的隐患是“楼梯间堆放液化气瓶、值班室私拉电线”
    当 wang在命令行输入“case show RQ-2024-0001”
    那么 输出有“待定级”
    而且 输出有“检查员所写，未经核对：县政府通告第三条”
    当 wang在命令行输入“board”
    那么 输出里清单外是 2 件
    而且 台账校验通过

  场景: 清单外的也能随文件录入，名称、依据写错了能更正
    假如 文件“two-places.yaml”里的“item: STAFF-02, answer: fail, part: 二分公司, note: 乙处, values: {who: technical}”改成“title: 门口堵了, note: 车停在门口”
    当 li在命令行输入“inspect run two-places.yaml”
    那么 退出码是 0
    当 wang更正st-02的“free --set title=消防通道被车堵住 --why 说清楚”
    那么 退出码是 0
    而且 wang的台账里的隐患是“负责人、技术负责人不掌握本企业安全状况和基本常识、消防通道被车堵住”
    而且 台账校验通过

  场景: 清单外的隐患签发通知书，依据不当作条文引用
    假如 li、zhao开始查乙燃气公司（st-02）
    当 li作答“--free 楼梯间堆放液化气瓶 --part 二层 --note 堆了六瓶 --basis 县政府通告第三条”
    而且 li完成检查
    而且 wang在命令行输入“act RQ-2024-0001 grade --set severity=general --set reason=现场判定”
    那么 清单外的隐患没有可引用的条文
    当 wang在命令行输入“notice office add --code 昭燃 --title 某某燃气办”
    而且 wang在命令行输入“notice draft rectification RQ-2024-0001 -o 草稿.docx”
    那么 文书“草稿.docx”里有“清单外，未引用条款”，没有“县政府通告”
